// Medusa 2's Admin API: customers and orders. Who is not in the CRM has no account: Medusa keeps guests as customers too.
// https://docs.medusajs.com/api/admin#orders_getorders, #customers_getcustomers, #2-api-token
import { Hono } from "hono";
import { type Business, type Customer, customerOf, type Order } from "../business.ts";
import { fulfillmentStatus, refundedCents, totalCents } from "../orders.ts";
import { type Tenant, type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import type { System, World } from "./system.ts";

/** Query parameters that the two lists take (validators of @medusajs/medusa 2.21): any other is refused. */
const PAGING = ["fields", "limit", "offset", "order", "q", "id", "created_at", "updated_at"];
const CUSTOMER_FILTERS = [...PAGING, "email", "first_name", "last_name", "company_name", "has_account", "groups"];
const ORDER_FILTERS = [...PAGING, "status", "customer_id", "region_id", "sales_channel_id", "total"];
const CUSTOMERS_A_PAGE = 50;
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
		const customers = listIn(query, "customer_id");
		const rising = business.orders.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
		const found = (query.get("order") === "-created_at" ? rising.reverse() : rising)
			.map((order) => orderShape(business, tenants[tenant], order))
			.filter((order) => customers.length === 0 || customers.includes(order.customer_id));
		return answer(query, ORDER_FILTERS, "orders", found, ORDERS_A_PAGE);
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

function customerShape(customer: Customer) {
	return {
		id: customerId(customer),
		email: customer.email,
		first_name: customer.firstName,
		last_name: customer.lastName,
		company_name: customer.contact?.company ?? null,
		phone: customer.phone,
		has_account: customer.contact !== null,
		created_at: customer.createdAt,
		updated_at: customer.createdAt,
	};
}

function orderShape(business: Business, tenant: Tenant, order: Order) {
	const customer = customerOf(business, order);
	return {
		id: `order_01K${String(order.id).padStart(23, "0")}`,
		display_id: order.number,
		custom_display_id: null,
		status: order.cancelledAt ? "canceled" : "pending",
		customer_id: customerId(customer),
		email: customer.email,
		currency_code: tenant.currency.toLowerCase(),
		// Major units: 12.5 is twelve and a half.
		total: totalCents(order) / 100,
		created_at: order.createdAt,
		updated_at: order.updatedAt,
		canceled_at: order.cancelledAt,
		payment_status: PAYMENT[order.financial],
		fulfillment_status: fulfilmentOf(order),
		items: order.lines.map(({ id, title, quantity, unitCents }) => ({
			id: `ordli_${id}`,
			title,
			variant_title: "Default variant",
			quantity,
			unit_price: unitCents / 100,
		})),
		fulfillments: order.shipments.map((shipment) => ({
			id: `ful_${shipment.id}`,
			packed_at: shipment.createdAt,
			shipped_at: shipment.createdAt,
			delivered_at: shipment.deliveredAt,
			canceled_at: shipment.status === "CANCELED" ? shipment.updatedAt : null,
			labels: [{ tracking_number: shipment.trackingNumber, tracking_url: shipment.trackingUrl, label_url: "#" }],
		})),
		payment_collections: [{ id: `pay_col_${order.id}`, refunded_amount: refundedCents(order) / 100 }],
		shipping_address: { country_code: customer.address.countryCode.toLowerCase() },
		shipping_methods: [{ name: order.shipping.title }],
	};
}

const PAYMENT: Record<Order["financial"], string> = {
	PENDING: "awaiting",
	PAID: "captured",
	PARTIALLY_REFUNDED: "partially_refunded",
	REFUNDED: "refunded",
	VOIDED: "canceled",
};

function fulfilmentOf(order: Order): string {
	const sent = fulfillmentStatus(order);
	if (sent === "UNFULFILLED") return "not_fulfilled";
	const what = order.shipments.every(({ deliveredAt }) => deliveredAt) ? "delivered" : "shipped";
	return sent === "FULFILLED" ? what : `partially_${what}`;
}

function customerId({ id }: Customer): string {
	return `cus_01K${String(id).padStart(23, "0")}`;
}
