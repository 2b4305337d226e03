// Stripe: customers, their charges, refunds and disputes, in test mode.
// https://docs.stripe.com/api (customers/search, customers/list, charges/list, refunds/list, disputes/list, errors)
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { StripeEvent } from "../state.ts";
import { type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import { openBudget } from "./budget.ts";
import { chargesOf, customerId, customerObject, disputesOf, type Ledger, refundsOf } from "./stripe-objects.ts";
import type { System, World } from "./system.ts";

/** Of test mode: https://docs.stripe.com/rate-limits */
const REQUESTS_PER_SECOND = 25;
const PARAMETERS = ["limit", "starting_after", "ending_before", "created", "expand[]"];

export function stripe(world: World): System {
	const budget = openBudget(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND, world.now);
	return {
		key: "stripe",
		authenticate: (request) => {
			const key = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
			return tenantKeys.find((tenant) => tenants[tenant].credentials.stripe.apiKey === key);
		},
		serve: async (request, tenant) => {
			if (!budget.take(tenant, 1)) return throttled();
			const response = await routes(world, tenant).fetch(request);
			response.headers.set("request-id", `req_${randomUUID().slice(0, 14)}`);
			response.headers.set("stripe-version", request.headers.get("stripe-version") ?? "2026-10-28.endive");
			return response;
		},
		refused: (request) => {
			const key = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
			return key
				? problem(401, `Invalid API Key provided: ${key.slice(0, 8)}${"*".repeat(8)}${key.slice(-4)}`)
				: problem(401, "You did not provide an API key.");
		},
		failing: () => problem(500, "An unknown error occurred", { type: "api_error" }),
		malformed: () => Response.json({ object: "list", data: { id: 51, charges: "none" } }),
		rateLimited: throttled,
	};
}

function routes(world: World, tenant: TenantKey): Hono {
	const app = new Hono();
	const ledger: Ledger = { business: world.memory.state[tenant].business, tenant: tenants[tenant] };
	const { customers } = ledger.business;
	app.get("/v1/customers/search", (c) => {
		const query = new URL(c.req.url).searchParams;
		const refusal = refusalOf(query, ["query", "limit", "page", "expand[]"]);
		if (refusal) return refusal;
		// The part of the search language in use: one field that equals a quoted text.
		const [, field, quote, text = ""] = /^(email|phone):(["'])(.*)\2$/s.exec(query.get("query") ?? "") ?? [];
		if (!field || !quote) return problem(400, "We were unable to parse your search query.");
		const value = text.replaceAll(/\\(.)/gs, "$1").toLowerCase();
		const found = customers.filter((one) => (field === "email" ? one.email : one.phone)?.toLowerCase() === value);
		return c.json({
			object: "search_result",
			url: "/v1/customers/search",
			has_more: false,
			next_page: null,
			data: found.map(customerObject),
		});
	});
	app.get("/v1/customers", (c) =>
		listed(c.req.url, ["email", "test_clock"], (query) => {
			const email = query.get("email");
			// This filter, unlike the search, tells upper from lower case.
			return customers.filter((one) => email === null || one.email === email).map(customerObject);
		}),
	);
	app.get("/v1/charges", (c) =>
		listed(c.req.url, ["customer", "payment_intent", "transfer_group"], (query) => {
			const [customer, intent] = [query.get("customer"), query.get("payment_intent")];
			const expanded = query.getAll("expand[]").includes("data.refunds");
			return customers
				.filter((one) => customer === null || customerId(one) === customer)
				.flatMap((one) => chargesOf(ledger, one, expanded))
				.filter((charge) => intent === null || charge.payment_intent === intent);
		}),
	);
	app.get("/v1/refunds", (c) =>
		listed(c.req.url, ["charge", "payment_intent"], (query) => refundsOf(ledger, query.get("charge"))),
	);
	app.get("/v1/disputes", (c) =>
		listed(c.req.url, ["charge", "payment_intent"], (query) => disputesOf(ledger, query.get("charge"))),
	);
	app.get("/v1/events", (c) =>
		c.json(eventsIn(world.memory.state[tenant].stripeEvents, new URL(c.req.url).searchParams)),
	);
	app.notFound((c) =>
		problem(404, `Unrecognized request URL (${c.req.method}: ${c.req.path}). Please see https://stripe.com/docs`),
	);
	return app;
}

/** Newest first. https://docs.stripe.com/api/events/list */
function eventsIn(all: readonly StripeEvent[], query: URLSearchParams): object {
	const types = query.getAll("types[]");
	const after = Number(query.get("created[gt]") ?? 0);
	const until = Number(query.get("created[lte]") ?? Number.POSITIVE_INFINITY);
	const found = all
		.filter(({ created, type }) => created > after && created <= until && (types.length === 0 || types.includes(type)))
		.toSorted((one, other) => other.created - one.created);
	const start = found.findIndex(({ id }) => id === query.get("starting_after")) + 1;
	const limit = Number(query.get("limit") ?? 10);
	const data = found.slice(start, start + limit);
	return { object: "list", url: "/v1/events", has_more: start + limit < found.length, data };
}

/** Newest first, ten where nothing else is asked for. https://docs.stripe.com/api/pagination */
function listed(
	url: string,
	parameters: readonly string[],
	find: (query: URLSearchParams) => { id: string; created: number }[],
): Response {
	const { pathname, searchParams } = new URL(url);
	const refusal = refusalOf(searchParams, [...PARAMETERS, ...parameters]);
	if (refusal) return refusal;
	const found = find(searchParams).toSorted((one, other) => other.created - one.created);
	const start = found.findIndex(({ id }) => id === searchParams.get("starting_after")) + 1;
	const limit = Number(searchParams.get("limit") ?? 10);
	const data = found.slice(start, start + limit);
	return Response.json({ object: "list", url: pathname, has_more: start + limit < found.length, data });
}

function refusalOf(query: URLSearchParams, known: readonly string[]): Response | undefined {
	const unknown = [...query.keys()].find((name) => !known.includes(name));
	if (unknown)
		return problem(400, `Received unknown parameter: ${unknown}`, { code: "parameter_unknown", param: unknown });
	const strange = query.getAll("expand[]").find((path) => path !== "data.refunds");
	if (strange) return problem(400, `This property cannot be expanded (${strange}).`);
	const limit = query.get("limit") ?? "1";
	if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > 100)
		return problem(400, "Invalid integer: limit", { code: "parameter_invalid_integer", param: "limit" });
	return undefined;
}

/** https://docs.stripe.com/rate-limits: no time to come back is named. */
function throttled(): Response {
	const response = problem(429, "Request rate limit exceeded.", { code: "rate_limit" });
	response.headers.set("stripe-rate-limited-reason", "global-rate");
	return response;
}

/** https://docs.stripe.com/api/errors */
function problem(status: number, message: string, more: Record<string, string> = {}): Response {
	return Response.json({ error: { message, type: "invalid_request_error", ...more } }, { status });
}
