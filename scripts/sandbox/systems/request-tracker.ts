// Request Tracker 5: its REST 2.0, as far as a search for somebody's tickets needs it.
// https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html, and lib/RT/REST2 of the same version for what the page leaves out
import { Hono } from "hono";
import type { Business, Customer, Ticket } from "../business.ts";
import { type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import type { System, World } from "./system.ts";

/** RT has no limit of its own; what stands before it often has. */
const PROXY_RETRY_S = 20;
const QUEUE = { id: "1", Name: "General" };
/** "per_page … max 100, default 20". */
const PAGE = 20;
const LARGEST_PAGE = 100;

const STATUS = {
	new: "new",
	open: "open",
	pending: "stalled",
	hold: "stalled",
	solved: "resolved",
	closed: "resolved",
};
const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** Numbers of the default's words Low, Medium and High. */
const PRIORITY = { low: "0", normal: "50", high: "80", urgent: "100" };

export function requestTracker(world: World): System {
	return {
		key: "request-tracker",
		authenticate: (request) => {
			const token = /^token (.*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
			return tenantKeys.find((key) => tenants[key].credentials["request-tracker"].token === token);
		},
		serve: (request, tenant) => routes(world.memory.state[tenant].business, tenant, world.now()).fetch(request),
		refused: () => said(401, "Unauthorized"),
		failing: () => said(500, "Internal Server Error"),
		malformed: signInPage,
		rateLimited: () =>
			new Response("Too Many Requests", { status: 429, headers: { "retry-after": String(PROXY_RETRY_S) } }),
	};
}

function routes(business: Business, tenant: TenantKey, now: Date): Hono {
	const { url } = tenants[tenant].credentials["request-tracker"];
	const rest = `${new URL(url).pathname.replace(/\/$/, "")}/REST/2.0`;
	const app = new Hono();
	app.get(`${rest}/rt`, (c) => c.json({ Version: "5.0.3" }));
	app.get(`${rest}/queues/all`, (c) => {
		const queue = { type: "queue", id: QUEUE.id, _url: `${url}/REST/2.0/queue/${QUEUE.id}` };
		const fields = c.req.query("fields")?.split(",") ?? [];
		return c.json(paged([{ ...queue, ...(fields.includes("Name") && { Name: QUEUE.Name }) }], new URL(c.req.url)));
	});
	app.get(`${rest}/tickets`, (c) => {
		const asked = new URL(c.req.url);
		const found = matching(business, asked.searchParams.get("query") ?? "", now);
		if (!found) return said(400, `Wrong query: ${asked.searchParams.get("query")}`);
		const ordered = asked.searchParams.get("orderby") === "LastUpdated" ? newestLast(found) : byId(found);
		const tickets = asked.searchParams.get("order") === "DESC" ? ordered.toReversed() : ordered;
		return c.json(
			paged(
				tickets.map((ticket) => shape(ticket, business, url, asked.searchParams)),
				asked,
			),
		);
	});
	app.get(`${rest}/*`, () => said(404, "Not Found"));
	app.notFound(signInPage);
	return app;
}

/** The TicketSQL of three questions; undefined for any other, as RT answers what it cannot parse. */
function matching({ tickets, customers }: Business, query: string, now: Date): Ticket[] | undefined {
	if (/^id > 0$/.test(query)) return tickets;
	const [, count, unit, behind] = /^LastUpdated > '(\d{1,3}) (minute|hour|day)s ago' AND id > (\d+)$/.exec(query) ?? [];
	if (unit) {
		const sinceMs = now.getTime() - Number(count) * (UNIT_MS[unit] ?? 0);
		return tickets.filter(({ id, updatedAt }) => id > Number(behind) && Date.parse(seconds(updatedAt)) > sinceMs);
	}
	const parts = /^Requestor\.EmailAddress = '((?:[^'\\]|\\.)*)'( AND Status = '__Active__')?$/.exec(query);
	if (!parts) return undefined;
	const email = (parts[1] ?? "").replaceAll(/\\(.)/g, "$1").toLowerCase();
	const requestor = customers.find((customer) => customer.email.toLowerCase() === email);
	return tickets
		.filter(({ customerId }) => customerId === requestor?.id)
		.filter(({ status }) => !parts[2] || STATUS[status] !== "resolved");
}

function byId(tickets: Ticket[]): Ticket[] {
	return tickets.toSorted((one, other) => one.id - other.id);
}

function newestLast(tickets: Ticket[]): Ticket[] {
	return tickets.toSorted((one, other) => one.updatedAt.localeCompare(other.updatedAt));
}

/** Without `fields` a search answers ids only. */
function shape(ticket: Ticket, { customers }: Business, url: string, asked: URLSearchParams): object {
	const id = String(ticket.id);
	const requestor = customers.find((customer) => customer.id === ticket.customerId);
	const all: Record<string, unknown> = {
		Subject: ticket.subject,
		Status: STATUS[ticket.status],
		Priority: PRIORITY[ticket.priority ?? "low"],
		Created: seconds(ticket.createdAt),
		LastUpdated: seconds(ticket.updatedAt),
		Queue: { type: "queue", id: QUEUE.id, _url: `${url}/REST/2.0/queue/${QUEUE.id}` },
		Requestor: requestor ? [user(requestor, url, asked.get("fields[Requestor]"))] : [],
	};
	const fields = (asked.get("fields") ?? "").split(",").filter((field) => field !== "");
	return {
		type: "ticket",
		id,
		_url: `${url}/REST/2.0/ticket/${id}`,
		...Object.fromEntries(fields.map((field) => [field, all[field] ?? ""])),
	};
}

function user({ email }: Customer, url: string, fields: string | null): object {
	const own = { type: "user", id: email, _url: `${url}/REST/2.0/user/${email}` };
	return fields?.split(",").includes("EmailAddress") ? { ...own, EmailAddress: email } : own;
}

function paged(items: object[], asked: URL): object {
	const wanted = Number(asked.searchParams.get("per_page"));
	const size = Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, LARGEST_PAGE) : PAGE;
	const page = Math.max(1, Number(asked.searchParams.get("page")) || 1);
	const shown = items.slice((page - 1) * size, page * size);
	const pages = Math.ceil(items.length / size);
	const next = new URL(asked);
	next.searchParams.set("page", String(page + 1));
	return {
		count: shown.length,
		total: items.length,
		per_page: size,
		page,
		pages,
		items: shown,
		...(page < pages && { next_page: next.href }),
	};
}

/** What is no part of the API is RT's own: whoever is not signed in is sent to this page. */
function signInPage(): Response {
	return new Response("<!DOCTYPE html><title>Login</title>", { headers: { "content-type": "text/html" } });
}

function said(status: number, message: string): Response {
	return Response.json({ message }, { status });
}

function seconds(instant: string): string {
	return instant.replace(/\.\d+Z$/, "Z");
}
