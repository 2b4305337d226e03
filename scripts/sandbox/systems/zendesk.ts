// Zendesk Support: user search, a user's requested tickets, all tickets by cursor, who am I.
// https://developer.zendesk.com/api-reference/ticketing/users/users/#search-users
// https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#list-tickets (requested by a user)
// https://developer.zendesk.com/api-reference/introduction/security-and-auth/ (email/token: Basic)
import { Hono } from "hono";
import { type Customer, fullName, type Ticket } from "../business.ts";
import { type Tenant, type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import { openBudget } from "./budget.ts";
import type { System, World } from "./system.ts";
import { pageOf } from "./zendesk-pages.ts";

/**
 * 700 requests a minute, the figure of
 * https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/best-practices-for-avoiding-rate-limiting/
 */
const REQUESTS_PER_MINUTE = 700;
/** https://developer.zendesk.com/api-reference/introduction/pagination/: at most 100 a page. */
const PAGE = 100;

export function zendesk(world: World): System {
	const budget = openBudget(REQUESTS_PER_MINUTE, REQUESTS_PER_MINUTE / 60, world.now);
	return {
		key: "zendesk",
		authenticate: (request) => {
			const basic = /^Basic (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
			const given = Buffer.from(basic, "base64").toString("utf8");
			return tenantKeys.find((key) => {
				const { email, apiToken } = tenants[key].credentials.zendesk;
				return given === `${email}/token:${apiToken}`;
			});
		},
		serve: async (request, tenant) => {
			if (!budget.take(tenant, 1)) return throttled();
			const response = await routes(world, tenant, new URL(request.url).origin).fetch(request);
			response.headers.set("x-rate-limit", String(REQUESTS_PER_MINUTE));
			response.headers.set("x-rate-limit-remaining", String(Math.floor(budget.left(tenant))));
			return response;
		},
		refused: () => Response.json({ error: "Couldn't authenticate you" }, { status: 401 }),
		failing: () => Response.json({ error: "InternalError", description: "Internal server error" }, { status: 500 }),
		malformed: () =>
			new Response("<!doctype html><title>Zendesk is under maintenance</title>", {
				headers: { "content-type": "text/html" },
			}),
		rateLimited: throttled,
	};
}

function routes(world: World, tenant: TenantKey, origin: string): Hono {
	const app = new Hono();
	const { business } = world.memory.state[tenant];
	app.get("/api/v2/users/:file{me(\\.json)?}", (c) => {
		const me = tenants[tenant].staff[0];
		return c.json({ user: me && agent(me, tenants[tenant].credentials.zendesk.email) });
	});
	app.get("/api/v2/users/:file{search(\\.json)?}", (c) => {
		const query = c.req.query("query") ?? "";
		const externalId = c.req.query("external_id");
		const users = business.customers
			.filter(({ requesterId }) => requesterId !== null)
			.filter((customer) => (externalId ? String(customer.id) === externalId : matches(customer, query)))
			.map((customer) => endUser(customer, origin));
		return c.json({ users, next_page: null, previous_page: null, count: users.length });
	});
	app.get("/api/v2/users/:id{[0-9]+}/tickets/:file{requested(\\.json)?}", (c) => {
		const customer = business.customers.find(({ requesterId }) => requesterId === Number(c.req.param("id")));
		if (!customer) return c.json({ error: "RecordNotFound", description: "Not found" }, 404);
		const tickets = sorted(
			business.tickets.filter(({ customerId }) => customerId === customer.id),
			new URL(c.req.url).searchParams,
		).map((ticket) => shape(ticket, customer, origin));
		const size = Math.min(PAGE, Number(c.req.query("page[size]") ?? c.req.query("per_page") ?? PAGE));
		// Cursor pages where `page[size]` is given, else numbered ones, as the pagination page says.
		if (c.req.query("page[size]")) {
			const start = Number(c.req.query("page[after]") ?? 0);
			const more = start + size < tickets.length;
			return c.json({
				tickets: tickets.slice(start, start + size),
				meta: {
					has_more: more,
					after_cursor: more ? String(start + size) : null,
					before_cursor: start > 0 ? String(start) : null,
				},
				links: {
					next: more ? `${c.req.url.split("?")[0]}?page[size]=${size}&page[after]=${start + size}` : null,
					prev: null,
				},
			});
		}
		const page = Number(c.req.query("page") ?? 1);
		const more = page * size < tickets.length;
		return c.json({
			tickets: tickets.slice((page - 1) * size, page * size),
			next_page: more ? `${c.req.url.split("?")[0]}?page=${page + 1}&per_page=${size}` : null,
			previous_page: null,
			count: tickets.length,
		});
	});
	app.get("/api/v2/:file{tickets(\\.json)?}", (c) => {
		const page = pageOf(business.tickets, new URL(c.req.url).searchParams, PAGE);
		if (!page) return c.json({ error: "InvalidPaginationParameter", description: "page[after] is not valid" }, 400);
		const tickets = page.tickets.flatMap((ticket) => {
			const requester = business.customers.find(({ id }) => id === ticket.customerId);
			return requester ? [shape(ticket, requester, origin)] : [];
		});
		return c.json({ tickets, meta: page.meta, links: { prev: null, next: null } });
	});
	app.notFound((c) => c.json({ error: "InvalidEndpoint", description: "Not found" }, 404));
	return app;
}

/** `query` is text, or `field:value` terms; quotes as in `email:"a@b.c"` (Zendesk search reference). */
function matches(customer: Customer, query: string): boolean {
	const terms = query.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
	return (
		terms.length > 0 &&
		terms.every((term) => {
			const [, field, quoted = ""] = /^(?:(email|name|phone|external_id|type|role):)?(.*)$/.exec(term) ?? [];
			const value = quoted.replaceAll('"', "").toLowerCase();
			if (field === "type") return value === "user";
			if (field === "role") return value === "end-user";
			if (field === "email") return customer.email.toLowerCase() === value;
			if (field === "phone") return customer.phone === value;
			if (field === "external_id") return String(customer.id) === value;
			return [fullName(customer), customer.email].some((text) => text.toLowerCase().includes(value));
		})
	);
}

function sorted(tickets: Ticket[], params: URLSearchParams): Ticket[] {
	const field = /updated/.test(params.get("sort_by") ?? params.get("sort") ?? "") ? "updatedAt" : "createdAt";
	const down = params.get("sort_order") === "desc" || params.get("sort")?.startsWith("-");
	const rising = [...tickets].sort((one, other) => one[field].localeCompare(other[field]));
	return down ? rising.reverse() : rising;
}

function endUser(customer: Customer, origin: string): object {
	return {
		id: customer.requesterId,
		url: `${origin}/api/v2/users/${customer.requesterId}.json`,
		name: fullName(customer),
		email: customer.email,
		phone: customer.phone,
		external_id: String(customer.id),
		role: "end-user",
		locale: customer.locale,
		time_zone: "Europe/Berlin",
		created_at: seconds(customer.createdAt),
		updated_at: seconds(customer.createdAt),
		verified: true,
		active: true,
		suspended: false,
		organization_id: null,
		tags: customer.tags,
		notes: customer.note ?? "",
	};
}

function agent(person: Tenant["staff"][number], email: string): object {
	return {
		id: person.agentId,
		name: `${person.firstName} ${person.lastName}`,
		email,
		role: "admin",
		locale: "en-GB",
		active: true,
		verified: true,
		suspended: false,
		tags: [],
	};
}

/** https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#json-format */
function shape(ticket: Ticket, customer: Customer, origin: string): object {
	return {
		id: ticket.id,
		url: `${origin}/api/v2/tickets/${ticket.id}.json`,
		external_id: null,
		via: { channel: ticket.channel, source: { from: {}, to: {}, rel: null } },
		created_at: seconds(ticket.createdAt),
		updated_at: seconds(ticket.updatedAt),
		type: null,
		subject: ticket.subject,
		raw_subject: ticket.subject,
		description: ticket.description,
		priority: ticket.priority,
		status: ticket.status,
		recipient: null,
		requester_id: customer.requesterId,
		submitter_id: customer.requesterId,
		assignee_id: ticket.assigneeId,
		organization_id: null,
		group_id: null,
		has_incidents: false,
		is_public: true,
		due_at: null,
		tags: ticket.tags,
		custom_fields: [],
		satisfaction_rating: null,
	};
}

/** Zendesk writes whole seconds. */
function seconds(instant: string): string {
	return instant.replace(/\.\d+Z$/, "Z");
}

/** The page named at REQUESTS_PER_MINUTE: 429 with Retry-After in seconds. */
function throttled(): Response {
	return Response.json(
		{ error: "APIRateLimitExceeded", description: "Number of allowed API requests per minute exceeded" },
		{
			status: 429,
			headers: { "retry-after": "12", "x-rate-limit": String(REQUESTS_PER_MINUTE), "x-rate-limit-remaining": "0" },
		},
	);
}
