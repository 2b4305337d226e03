// Shopify's GraphQL Admin API: parse, validate against the schema, charge, execute.
// https://shopify.dev/docs/api/admin-graphql (endpoint, header, status codes and errors)
// https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits (cost, throttleStatus)
import { randomUUID } from "node:crypto";
import { type DocumentNode, execute, GraphQLError, Kind, parse, validate } from "graphql";
import { Hono } from "hono";
import { z } from "zod";
import { type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import { openBudget } from "./budget.ts";
import { actualCost, requestedCost } from "./shopify-cost.ts";
import { isOauth, openOauth, refusedOauth } from "./shopify-oauth.ts";
import { rootOf } from "./shopify-objects.ts";
import { shopifySchema } from "./shopify-schema.ts";
import { subscriptionsOf } from "./shopify-subscriptions.ts";
import type { System, World } from "./system.ts";

/** The Standard plan: 100 points a second (rate limits page); the bucket holds 20 seconds of it, as its example shows. */
const POINTS_PER_SECOND = 100;
const BUCKET_POINTS = 2_000;
/** "A single query may not exceed a cost of 1,000 points" (rate limits page). */
const MAX_QUERY_POINTS = 1_000;

const Body = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });
type Budget = ReturnType<typeof openBudget>;

export function shopify(world: World): System {
	const budget = openBudget(BUCKET_POINTS, POINTS_PER_SECOND, world.now);
	const oauth = openOauth(world.now);
	return {
		key: "shopify",
		authenticate: (request) => {
			if (isOauth(request)) return oauth.tenantOf(request);
			const token = request.headers.get("x-shopify-access-token");
			return tenantKeys.find((key) => tenants[key].credentials.shopify.accessToken === token);
		},
		serve: (request, tenant) =>
			(isOauth(request) ? oauth.routes(tenant) : routes(world, tenant, budget)).fetch(request),
		refused: (request) =>
			isOauth(request)
				? refusedOauth()
				: answer({ errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" }, 401),
		failing: () =>
			answer(
				{
					errors: [
						{
							message: `Internal error. Looks like something went wrong on our end.\nRequest ID: ${randomUUID()} (include this in support requests).`,
							extensions: { code: "INTERNAL_SERVER_ERROR", requestId: randomUUID() },
						},
					],
				},
				500,
			),
		malformed: () => answer({ data: { customerByIdentifier: { id: 7, orders: "none", displayName: ["?"] } } }),
		rateLimited: () => answer(throttled(50, 0)),
	};
}

function routes(world: World, tenant: TenantKey, budget: Budget): Hono {
	const app = new Hono();
	app.post("/admin/api/:version{\\d{4}-\\d{2}}/graphql.json", async (c) => {
		const body = Body.safeParse(await c.req.json().catch(() => undefined));
		if (!body.success) return answer({ errors: { query: "Required parameter missing or invalid" } }, 400);
		const response = await run(body.data, world, tenant, budget);
		response.headers.set("x-shopify-api-version", c.req.param("version"));
		return response;
	});
	app.notFound(() => answer({ errors: "Not Found" }, 404));
	return app;
}

async function run(body: z.infer<typeof Body>, world: World, tenant: TenantKey, budget: Budget): Promise<Response> {
	const variables = body.variables ?? {};
	let document: DocumentNode;
	try {
		document = parse(body.query);
	} catch (fault) {
		if (!(fault instanceof GraphQLError)) throw fault;
		return answer({ errors: [{ message: fault.message, locations: fault.locations }] });
	}
	const errors = validate(shopifySchema, document);
	if (errors.length > 0) return answer({ errors: errors.map((error) => shopifyError(error, document)) });

	const requested = requestedCost({ document, variables });
	if (requested > MAX_QUERY_POINTS)
		return answer({
			errors: [
				{
					message: `Query cost is ${requested}, which exceeds the single query max cost limit (${MAX_QUERY_POINTS}).`,
					extensions: {
						code: "MAX_COST_EXCEEDED",
						cost: requested,
						maxCost: MAX_QUERY_POINTS,
						documentation: "https://shopify.dev/api/usage/rate-limits",
					},
				},
			],
		});
	if (!budget.take(tenant, requested)) return answer(throttled(requested, budget.left(tenant)));

	const { business } = world.memory.state[tenant];
	const subscriptions = subscriptionsOf(world.memory, tenant);
	const result = await execute({
		schema: shopifySchema,
		document,
		rootValue: { ...rootOf(business, tenants[tenant]), ...subscriptions },
		variableValues: variables,
	});
	const actual = Math.min(requested, Math.max(0, actualCost(result.data) - 1));
	// "You're refunded the difference" (rate limits page).
	budget.give(tenant, requested - actual);
	return answer({ ...result, extensions: { cost: cost(requested, actual, budget.left(tenant)) } });
}

/** Shopify's GraphQL server is graphql-ruby: the same findings, in its words where clients look at them. */
function shopifyError(error: GraphQLError, document: DocumentNode): object {
	const [, field, type] = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message) ?? [];
	if (!field || !type) return { message: error.message, locations: error.locations };
	const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
	const name = operation?.kind === Kind.OPERATION_DEFINITION ? operation.name?.value : undefined;
	return {
		message: `Field '${field}' doesn't exist on type '${type}'`,
		locations: error.locations,
		path: [name ? `query ${name}` : "query", field],
		extensions: { code: "undefinedField", typeName: type, fieldName: field },
	};
}

/** Throttled calls are answered with status 200 (rate limits page). */
function throttled(requested: number, left: number): object {
	return {
		errors: [
			{
				message: "Throttled",
				extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
			},
		],
		extensions: { cost: cost(requested, null, left) },
	};
}

function cost(requestedQueryCost: number, actualQueryCost: number | null, left: number): object {
	return {
		requestedQueryCost,
		actualQueryCost,
		throttleStatus: {
			maximumAvailable: BUCKET_POINTS,
			currentlyAvailable: Math.floor(left),
			restoreRate: POINTS_PER_SECOND,
		},
	};
}

function answer(body: object, status = 200): Response {
	return Response.json(body, { status, headers: { "x-request-id": randomUUID() } });
}
