// Medusa 2's Admin API: customers, orders and payments. Who is not in the CRM has no account: Medusa keeps guests as customers too.
// https://docs.medusajs.com/api/admin#orders_getorders, #customers_getcustomers, #payments_getpayments, #2-api-token
import { Hono } from "hono";
import { type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import { customerShape, orderShape, paymentShape } from "./medusa-objects.ts";
import type { System, World } from "./system.ts";

/** Query parameters that the lists take (validators of @medusajs/medusa 2.21): any other is refused. */
const PAGING = ["fields", "limit", "offset", "order", "q", "id", "created_at", "updated_at"];
const CUSTOMER_FILTERS = [...PAGING, "email", "first_name", "last_name", "company_name", "has_account", "groups"];
const ORDER_FILTERS = [...PAGING, "status", "customer_id", "region_id", "sales_channel_id", "total"];
const PAYMENT_FILTERS = [...PAGING, "payment_session_id"];
const CUSTOMERS_A_PAGE = 50;
const PAYMENTS_A_PAGE = 20;
const ORDERS_A_PAGE = 15;

export function medusa(world: World): System {
	return {
		key: "medusa",
		authenticate: (request) => {
			const basic = /^Basic (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
			const given = Buffer.from(basic, "base64").toString("utf8").replace(/:$/, "");
			return tenantKeys.find((key) => tenants[key].credentials.medusa.secretKey === given);
		},
		serve: (request, tenant) => routes(world, tenant).fetch(request),
		refused: () => Response.json({ message: "Unauthorized" }, { status: 401 }),
		failing: () =>
			Response.json(
				{ code: "unknown_error", type: "unknown_error", message: "An unknown error occurred." },
				{ status: 500 },
			),
		malformed: () =>
			new Response("<!doctype html><title>Deploying…</title>", { headers: { "content-type": "text/html" } }),
		// Medusa limits nothing itself: the proxy in front of it does.
		rateLimited: () => new Response("Too Many Requests", { status: 429, headers: { "retry-after": "20" } }),
	};
}

function routes(world: World, tenant: TenantKey): Hono {
	const app = new Hono();
	const { business } = world.memory.state[tenant];
	app.get("/admin/customers", (c) => {
		const query = new URL(c.req.url).searchParams;
		const emails = listIn(query, "email");
		const q = query.get("q")?.toLowerCase();
		const found = business.customers
			.map(customerShape)
			// The database compares letter by letter.
			.filter(({ email }) => emails.length === 0 || emails.includes(email))
			.filter((customer) => !q || Object.values(customer).join("\n").toLowerCase().includes(q));
		return answer(query, CUSTOMER_FILTERS, "customers", found, CUSTOMERS_A_PAGE);
	});
	app.get("/admin/orders", (c) => {
		const query = new URL(c.req.url).searchParams;
		const [customers, ids] = [listIn(query, "customer_id"), listIn(query, "id")];
		const found = business.orders
			.map((order) => orderShape(business, tenants[tenant], order))
			.filter((order) => customers.length === 0 || customers.includes(order.customer_id))
			.filter((order) => ids.length === 0 || ids.includes(order.id))
			.filter(({ updated_at }) => isWithin(query, "updated_at", updated_at));
		const by = (order: (typeof found)[number]) =>
			query.get("order")?.endsWith("updated_at") ? order.updated_at : order.created_at;
		return answer(query, ORDER_FILTERS, "orders", inOrder(query, found, by), ORDERS_A_PAGE);
	});
	app.get("/admin/payments", (c) => {
		const query = new URL(c.req.url).searchParams;
		const found = business.orders.flatMap((order) => paymentShape(business, tenants[tenant], order));
		const by = ({ created_at, payment_collection }: (typeof found)[number]) =>
			query.get("order")?.endsWith("payment_collection.updated_at") ? payment_collection.updated_at : created_at;
		return answer(query, PAYMENT_FILTERS, "payments", inOrder(query, found, by), PAYMENTS_A_PAGE);
	});
	// Express's own page for a route that is not there.
	app.notFound((c) => c.html(`<!DOCTYPE html><pre>Cannot ${c.req.method} ${c.req.path}</pre>`, 404));
	return app;
}

function answer(query: URLSearchParams, known: string[], name: string, all: object[], pageSize: number): Response {
	const unknown = [...query.keys()].map((key) => key.replace(/\[.*$/, "")).find((key) => !known.includes(key));
	if (unknown)
		return Response.json(
			{ type: "invalid_data", message: `Invalid request: Unrecognized fields: '${unknown}'` },
			{ status: 400 },
		);
	const offset = Number(query.get("offset") ?? 0);
	const limit = Number(query.get("limit") ?? pageSize);
	const shown = all.slice(offset, offset + limit);
	return Response.json({ [name]: shown, count: all.length, offset, limit });
}

/** `email=a`, `email[]=a&email[]=b` and `email[0]=a`, as Express reads them. */
function listIn(query: URLSearchParams, name: string): string[] {
	return [...query].flatMap(([key, value]) => (key.replace(/\[\d*\]$/, "") === name ? [value] : []));
}

/** The operators of `updated_at[$gt]=…`. */
function isWithin(query: URLSearchParams, name: string, at: string): boolean {
	const fits = (operator: string, holds: (than: string) => boolean) => {
		const than = query.get(`${name}[${operator}]`);
		return than === null || holds(new Date(than).toISOString());
	};
	return (
		fits("$gt", (than) => at > than) &&
		fits("$gte", (than) => at >= than) &&
		fits("$lt", (than) => at < than) &&
		fits("$lte", (than) => at <= than)
	);
}

/** `order=field` is rising, `order=-field` falling. */
function inOrder<T>(query: URLSearchParams, all: T[], by: (one: T) => string): T[] {
	const rising = all.toSorted((one, other) => by(one).localeCompare(by(other)));
	return query.get("order")?.startsWith("-") ? rising.reverse() : rising;
}
