// WooCommerce's REST API (wc/v3) on a WordPress site: customers and orders.
// https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders, #list-all-customers, #errors, #pagination
// The site of Nordlicht Bikes lives in a folder. Who is not in the CRM has no account either: they buy as guests.
import { Hono } from "hono";
import { type Business, type Customer, customerOf, decimal, type Order } from "../business.ts";
import { totalCents } from "../orders.ts";
import { type Tenant, type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import type { System, World } from "./system.ts";

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#pagination: ten a page, at most a hundred. */
const PAGE = 10;
const LARGEST_PAGE = 100;

export function woocommerce(world: World): System {
	return {
		key: "woocommerce",
		authenticate: (request) => {
			const given = basicOf(request);
			return tenantKeys.find((key) => {
				const { consumerKey, consumerSecret } = tenants[key].credentials.woocommerce;
				return given === `${consumerKey}:${consumerSecret}`;
			});
		},
		serve: (request, tenant) => routes(world, tenant).fetch(request),
		// Without any key WordPress takes the caller for a visitor.
		refused: (request) =>
			basicOf(request) === ""
				? problem(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
				: problem(401, "woocommerce_rest_authentication_error", "Consumer key is invalid."),
		failing: () => problem(500, "internal_server_error", "<p>There has been a critical error on this website.</p>"),
		// A plugin's warning in front of the JSON, the commonest way for it to break.
		malformed: () =>
			new Response('<br />\n<b>Warning</b>: Undefined array key "sku" in <b>functions.php</b><br />\n[]', {
				headers: { "content-type": "text/html; charset=UTF-8" },
			}),
		// WooCommerce limits nothing itself: the web server in front of it does.
		rateLimited: () =>
			new Response("<html><head><title>429 Too Many Requests</title></head></html>", {
				status: 429,
				headers: { "content-type": "text/html", "retry-after": "15" },
			}),
	};
}

function basicOf(request: Request): string {
	const basic = /^Basic (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
	return Buffer.from(basic, "base64").toString("utf8");
}

function routes(world: World, tenant: TenantKey): Hono {
	const { business } = world.memory.state[tenant];
	const root = `${new URL(tenants[tenant].credentials.woocommerce.url).pathname.replace(/\/$/, "")}/wp-json/wc/v3`;
	const app = new Hono();
	app.get(`${root}/customers`, (c) => {
		const email = c.req.query("email")?.toLowerCase();
		const found = business.customers
			.filter((customer) => accountOf(customer) !== 0)
			.filter((customer) => email === undefined || customer.email.toLowerCase() === email);
		return page(c.req.query(), found.map(customerShape));
	});
	app.get(`${root}/orders`, (c) => {
		const { customer, search, status, orderby, order: direction } = c.req.query();
		const by = orderby === "modified" ? "updatedAt" : "createdAt";
		const rising = business.orders.toSorted((one, other) => one[by].localeCompare(other[by]));
		const found = (direction === "asc" ? rising : rising.reverse())
			.filter((order) => isWithin(gmt(order.updatedAt), c.req.query()))
			.map((order) => orderShape(business, tenants[tenant], order))
			.filter((order) => customer === undefined || String(order.customer_id) === customer)
			.filter((order) => search === undefined || matches(order, search))
			.filter((order) => status === undefined || status === "any" || status.split(",").includes(order.status));
		return page(c.req.query(), found);
	});
	// This shop sends none: its orders are told of by the other systems.
	app.get(`${root}/webhooks`, (c) => page(c.req.query(), []));
	app.notFound(() => problem(404, "rest_no_route", "No route was found matching the URL and request method."));
	return app;
}

/** `modified_after` and `modified_before` leave out their own second. The sandbox knows times in UTC only (`dates_are_gmt`). */
function isWithin(modified: string, query: Record<string, string>): boolean {
	const { modified_after: after = "", modified_before: before = "9999" } = query;
	return modified > after && modified < before;
}

/** `_fields` keeps the named members: https://developer.wordpress.org/rest-api/using-the-rest-api/global-parameters/#_fields */
function page(query: Record<string, string>, all: object[]): Response {
	const size = Number(query.per_page ?? PAGE);
	const number = Number(query.page ?? 1);
	if (!(Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE && number >= 1))
		return problem(400, "rest_invalid_param", "Invalid parameter(s): per_page");
	const fields = query._fields?.split(",");
	const shown = all
		.slice((number - 1) * size, number * size)
		.map((one) => (fields ? Object.fromEntries(Object.entries(one).filter(([name]) => fields.includes(name))) : one));
	return Response.json(shown, {
		headers: { "x-wp-total": String(all.length), "x-wp-totalpages": String(Math.ceil(all.length / size)) },
	});
}

/** Resemblances: the text anywhere in the addresses or in what was bought. */
function matches({ billing, line_items }: ReturnType<typeof orderShape>, search: string): boolean {
	const text = [...Object.values(billing), ...line_items.map(({ name }) => name)].join("\n").toLowerCase();
	return text.includes(search.toLowerCase());
}

function accountOf({ id, contact }: Customer): number {
	return contact === null ? 0 : id;
}

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#customer-properties */
function customerShape(customer: Customer) {
	return {
		id: customer.id,
		date_created_gmt: gmt(customer.createdAt),
		date_modified_gmt: gmt(customer.createdAt),
		email: customer.email,
		first_name: customer.firstName,
		last_name: customer.lastName,
		role: "customer",
		username: customer.email.split("@", 1)[0],
		billing: addressOf(customer),
		shipping: addressOf(customer),
		is_paying_customer: true,
		meta_data: [],
	};
}

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties */
function orderShape(business: Business, tenant: Tenant, order: Order) {
	const customer = customerOf(business, order);
	const paid = order.financial !== "PENDING" && order.financial !== "VOIDED";
	const status = statusOf(order);
	return {
		id: order.id,
		parent_id: 0,
		number: String(order.number),
		status,
		currency: tenant.currency,
		date_created_gmt: gmt(order.createdAt),
		date_modified_gmt: gmt(order.updatedAt),
		date_paid_gmt: paid ? gmt(order.createdAt) : null,
		date_completed_gmt: status === "completed" ? gmt(order.updatedAt) : null,
		total: decimal(totalCents(order)),
		shipping_total: decimal(order.shipping.cents),
		customer_id: accountOf(customer),
		billing: addressOf(customer),
		shipping: addressOf(customer),
		payment_method: "stripe",
		payment_method_title: "Credit card",
		customer_note: order.note ?? "",
		line_items: order.lines.map(({ id, sku, title, quantity, unitCents }) => ({
			id,
			name: title,
			sku,
			quantity,
			total: decimal(unitCents * quantity),
			price: unitCents / 100,
			meta_data: [],
		})),
		shipping_lines: [
			{
				id: order.id,
				method_title: order.shipping.title,
				method_id: "flat_rate",
				total: decimal(order.shipping.cents),
			},
		],
		refunds: order.refunds.map(({ id, note, cents }) => ({ id, reason: note ?? "", total: `-${decimal(cents)}` })),
		meta_data: trackingOf(order),
	};
}

function statusOf({ financial, cancelledAt, shipments }: Order): string {
	if (financial === "REFUNDED") return "refunded";
	if (cancelledAt) return "cancelled";
	if (financial === "PENDING") return "pending";
	return shipments.length > 0 && shipments.every(({ deliveredAt }) => deliveredAt) ? "completed" : "processing";
}

/** As the plugin Shipment Tracking keeps it. https://woocommerce.com/document/shipment-tracking/ */
function trackingOf({ id, shipments }: Order): object[] {
	if (shipments.length === 0) return [];
	const value = shipments.map((shipment) => ({
		tracking_provider: "",
		custom_tracking_provider: shipment.carrier,
		custom_tracking_link: shipment.trackingUrl,
		tracking_number: shipment.trackingNumber,
		date_shipped: String(Math.floor(Date.parse(shipment.createdAt) / 1000)),
		tracking_id: String(shipment.id),
	}));
	return [{ id, key: "_wc_shipment_tracking_items", value }];
}

function addressOf(customer: Customer) {
	const { street, zip, city, countryCode } = customer.address;
	return {
		first_name: customer.firstName,
		last_name: customer.lastName,
		company: customer.contact?.company ?? "",
		address_1: street,
		address_2: "",
		city,
		state: "",
		postcode: zip,
		country: countryCode,
		email: customer.email,
		phone: customer.phone ?? "",
	};
}

/** Whole seconds in UTC, without saying so. */
function gmt(instant: string): string {
	return instant.slice(0, 19);
}

function problem(status: number, code: string, message: string): Response {
	return Response.json({ code, message, data: { status } }, { status });
}
