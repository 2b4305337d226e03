// HubSpot: contact search, histories of properties, owners and account details.
// https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/search/post-crm-v3-objects-contacts-search
// https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm (operators, limits, default properties)
// https://developers.hubspot.com/docs/api-reference/crm-owners-v3/owners/get-crm-v3-owners-ownerId
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import { openBudget } from "./budget.ts";
import { histories, type Properties, propertiesOf, shape } from "./hubspot-contacts.ts";
import type { System, World } from "./system.ts";

/** Five search requests a second for an account: the search page, section Limits. */
const SEARCHES_PER_SECOND = 5;

const Filter = z.object({
	propertyName: z.string(),
	operator: z.enum([
		"EQ",
		"NEQ",
		"LT",
		"LTE",
		"GT",
		"GTE",
		"IN",
		"NOT_IN",
		"HAS_PROPERTY",
		"NOT_HAS_PROPERTY",
		"CONTAINS_TOKEN",
	]),
	value: z.string().optional(),
	values: z.array(z.string()).optional(),
});
/** Five groups of six filters, 200 results a page: the search page, section Limits. */
const Search = z.object({
	filterGroups: z
		.array(z.object({ filters: z.array(Filter).max(6) }))
		.max(5)
		.default([]),
	properties: z.array(z.string()).default([]),
	limit: z.number().int().min(1).max(200).default(10),
	after: z.coerce.number().int().min(0).default(0),
	query: z.string().optional(),
	/** One at most: the search page. */
	sorts: z
		.array(z.object({ propertyName: z.string(), direction: z.enum(["ASCENDING", "DESCENDING"]).default("ASCENDING") }))
		.max(1)
		.default([]),
});
type Search = z.infer<typeof Search>;
/** The search page, section Limits: whoever asks for more is refused. */
const MOST_RESULTS = 10_000;

/** https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/contacts/batch/get-contacts */
const BatchRead = z.object({
	inputs: z.array(z.object({ id: z.string() })).max(100),
	properties: z.array(z.string()),
	propertiesWithHistory: z.array(z.string()),
});
/** The refusal's own words: https://github.com/activepieces/activepieces/pull/9359 */
const MOST_HISTORIES = 50;
const TOO_MANY_HISTORIES =
	"The maximum number of inputs supported in a batch request for property histories is 50. Please reduce the number of items and try again";

export function hubspot(world: World): System {
	const budget = openBudget(SEARCHES_PER_SECOND, SEARCHES_PER_SECOND, world.now);
	return {
		key: "hubspot",
		authenticate: (request) => {
			const token = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
			return tenantKeys.find((key) => tenants[key].credentials.hubspot.accessToken === token);
		},
		serve: (request, tenant) => routes(world, tenant, budget).fetch(request),
		refused: () =>
			problem(
				401,
				"INVALID_AUTHENTICATION",
				"Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
			),
		failing: () => problem(500, "INTERNAL_ERROR", "internal error"),
		malformed: () => Response.json({ total: "one", results: { id: 51, properties: "none" } }),
		rateLimited: throttled,
	};
}

function routes(world: World, tenant: TenantKey, budget: ReturnType<typeof openBudget>): Hono {
	const app = new Hono();
	const { business } = world.memory.state[tenant];
	app.post("/crm/v3/objects/contacts/search", async (c) => {
		if (!budget.take(tenant, 1)) return throttled();
		const search = Search.safeParse(await c.req.json().catch(() => undefined));
		if (!search.success)
			return problem(400, "VALIDATION_ERROR", `Invalid input JSON: ${z.prettifyError(search.error)}`);
		if (search.data.after + search.data.limit > MOST_RESULTS)
			return problem(400, "VALIDATION_ERROR", "The total number of results is limited to 10,000");
		const contacts = business.customers
			.filter(({ contact }) => contact !== null)
			.map((customer) => propertiesOf(customer));
		const unknown = search.data.filterGroups
			.flatMap(({ filters }) => filters)
			.find(({ propertyName }) => contacts[0] && !(propertyName in contacts[0]));
		if (unknown) {
			// As the real API says it when a filter names a property that the portal does not have.
			return problem(
				400,
				"VALIDATION_ERROR",
				`There was a problem with the request. Property '${unknown.propertyName}' does not exist`,
			);
		}
		return c.json(found(contacts, search.data));
	});
	app.post("/crm/v3/objects/contacts/batch/read", async (c) => {
		const asked = BatchRead.safeParse(await c.req.json().catch(() => undefined));
		if (!asked.success) return problem(400, "VALIDATION_ERROR", `Invalid input JSON: ${z.prettifyError(asked.error)}`);
		const { inputs, properties, propertiesWithHistory } = asked.data;
		if (propertiesWithHistory.length > 0 && inputs.length > MOST_HISTORIES)
			return problem(400, "VALIDATION_ERROR", TOO_MANY_HISTORIES);
		const results = inputs.flatMap(({ id }) => {
			const customer = business.customers.find(({ contact }) => contact?.id === id);
			return customer
				? [{ ...shape(propertiesOf(customer), properties), ...histories(customer, propertiesWithHistory) }]
				: [];
		});
		const at = world.now().toISOString();
		return c.json({ status: "COMPLETE", results, startedAt: at, completedAt: at });
	});
	app.get("/crm/v3/owners/:id", (c) => {
		const owner = tenants[tenant].staff.find(({ ownerId }) => ownerId === c.req.param("id"));
		if (!owner) return problem(404, "OBJECT_NOT_FOUND", "resource not found");
		return c.json({
			id: owner.ownerId,
			email: owner.email,
			type: "PERSON",
			firstName: owner.firstName,
			lastName: owner.lastName,
			userId: owner.agentId,
			userIdIncludingInactive: owner.agentId,
			createdAt: "2024-02-01T09:00:00.000Z",
			updatedAt: "2026-01-12T09:00:00.000Z",
			archived: false,
		});
	});
	// https://developers.hubspot.com/docs/api-reference/account-account-info-v3/details/get-account-info-v3-details
	app.get("/account-info/v3/details", (c) =>
		c.json({
			portalId: Number(tenants[tenant].staff[0]?.ownerId),
			accountType: "STANDARD",
			companyCurrency: tenants[tenant].currency,
			timeZone: "Europe/Berlin",
			utcOffset: tenants[tenant].utcOffset,
			uiDomain: "app.hubspot.com",
		}),
	);
	app.notFound(() => problem(404, "OBJECT_NOT_FOUND", "resource not found"));
	return app;
}

function found(contacts: Properties[], search: Search): object {
	const words = search.query?.toLowerCase();
	const matches = contacts
		.filter(
			(contact) =>
				search.filterGroups.length === 0 ||
				search.filterGroups.some(({ filters }) => filters.every((filter) => fits(contact, filter))),
		)
		.filter(
			(contact) =>
				!words ||
				[contact.email, contact.firstname, contact.lastname, contact.phone].some((text) =>
					text?.toLowerCase().includes(words),
				),
		);
	const page = sorted(matches, search).slice(search.after, search.after + search.limit);
	const next = search.after + search.limit;
	return {
		total: matches.length,
		results: page.map((contact) => shape(contact, search.properties)),
		...(next < matches.length ? { paging: { next: { after: String(next), link: `?after=${next}` } } } : {}),
	};
}

function sorted(contacts: Properties[], { sorts }: Search): Properties[] {
	const [sort] = sorts;
	if (!sort) return contacts;
	const valueIn = (contact: Properties) => contact[sort.propertyName] ?? "";
	const rising = contacts.toSorted((one, other) => valueIn(one).localeCompare(valueIn(other)));
	return sort.direction === "DESCENDING" ? rising.reverse() : rising;
}

/** Times are held as ISO 8601 and asked for in milliseconds too: the search page's examples have both. */
const TIMES = new Set(["createdate", "lastmodifieddate", "notes_last_contacted"]);

function asHeld(propertyName: string, value: string): string {
	return TIMES.has(propertyName) && /^\d+$/.test(value) ? new Date(Number(value)).toISOString() : value;
}

function fits(contact: Properties, filter: z.infer<typeof Filter>): boolean {
	// HubSpot compares text without regard to case.
	const held = contact[filter.propertyName]?.toLowerCase() ?? null;
	const value = asHeld(filter.propertyName, filter.value ?? "").toLowerCase();
	const values = filter.values?.map((one) => one.toLowerCase()) ?? [];
	switch (filter.operator) {
		case "EQ":
			return held === value;
		case "NEQ":
			return held !== value;
		case "LT":
			return held !== null && held < value;
		case "LTE":
			return held !== null && held <= value;
		case "GT":
			return held !== null && held > value;
		case "GTE":
			return held !== null && held >= value;
		case "IN":
			return held !== null && values.includes(held);
		case "NOT_IN":
			return held !== null && !values.includes(held);
		case "HAS_PROPERTY":
			return held !== null;
		case "NOT_HAS_PROPERTY":
			return held === null;
		case "CONTAINS_TOKEN":
			return held?.split(/[\s@.;]+/).includes(value.replaceAll("*", "")) ?? false;
	}
}

/**
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines: 429 with policyName.
 * Answers of the search endpoint carry no X-HubSpot-RateLimit headers (same page).
 */
function throttled(): Response {
	return Response.json(
		{
			status: "error",
			message: "You have reached your secondly limit.",
			errorType: "RATE_LIMIT",
			correlationId: randomUUID(),
			policyName: "SECONDLY",
			requestId: randomUUID(),
		},
		{ status: 429 },
	);
}

/** https://developers.hubspot.com/docs/api-reference/error-handling */
function problem(status: number, category: string, message: string): Response {
	return Response.json({ status: "error", message, correlationId: randomUUID(), category }, { status });
}
