// A shop in a real Medusa, set up and used through Medusa's own Admin API. https://docs.medusajs.com/api/admin
import { z } from "zod";
import { OWNER } from "./medusa-site.ts";

const identified = z.object({ id: z.string() });
const made = <N extends string>(name: N) => z.object({ [name]: identified }).transform((answer) => idIn(answer, name));

export interface Shop {
	/** A new secret API key. */
	secretKey: string;
	/** An order placed by the customer, with its only line and the place that it is sent from. */
	order: { id: string; lineId: string; locationId: string };
	/** Calls the Admin API with the key. */
	post: <S extends z.ZodType>(path: string, body: object, schema: S) => Promise<z.infer<S>>;
}

/** A region, a place, a way of shipping, a customer, and one order: two tables at 62.50 EUR and 4.90 EUR shipping. */
export async function furnish(origin: string, email: string): Promise<Shop> {
	const secretKey = await newKey(origin);
	const post: Shop["post"] = (path, body, schema) => call(origin, path, body, `Basic ${btoa(`${secretKey}:`)}`, schema);
	const channel = await post("/admin/sales-channels", { name: "Web" }, made("sales_channel"));
	const region = await post(
		"/admin/regions",
		{ name: "Germany", currency_code: "eur", countries: ["de"] },
		made("region"),
	);
	const { locationId, shippingOptionId } = await makeShipping(post, channel);
	const customer = await post("/admin/customers", { email, first_name: "Lena" }, made("customer"));
	const draft = {
		email,
		customer_id: customer,
		region_id: region,
		sales_channel_id: channel,
		items: [{ title: "Oak table", quantity: 2, unit_price: 62.5 }],
		shipping_methods: [{ name: "DHL Standard", shipping_option_id: shippingOptionId, amount: 4.9 }],
		shipping_address: { first_name: "Lena", country_code: "de" },
	};
	const id = await post("/admin/draft-orders", draft, made("draft_order"));
	const placed = z.object({ order: z.object({ items: z.array(identified).min(1) }) });
	const { order } = await post(`/admin/draft-orders/${id}/convert-to-order`, {}, placed);
	return { secretKey, order: { id, lineId: order.items[0]?.id ?? "", locationId }, post };
}

/** All that the order costs, paid outside of Medusa. The payment's id. */
export async function pay({ order, post }: Shop, amount: number): Promise<string> {
	const collection = await post(
		"/admin/payment-collections",
		{ order_id: order.id, amount },
		made("payment_collection"),
	);
	const paid = z.object({ payment_collection: z.object({ payments: z.array(identified).min(1) }) });
	const path = `/admin/payment-collections/${collection}/mark-as-paid?fields=*payments`;
	const answer = await post(path, { order_id: order.id }, paid);
	return answer.payment_collection.payments[0]?.id ?? "";
}

/** Packs and sends the order's line with a tracking number. */
export async function ship(
	{ order, post }: Shop,
	label: { tracking_number: string; tracking_url: string },
): Promise<void> {
	const items = [{ id: order.lineId, quantity: 2 }];
	const packed = z.object({ order: z.object({ fulfillments: z.array(identified).min(1) }) });
	const path = `/admin/orders/${order.id}/fulfillments`;
	const answer = await post(`${path}?fields=*fulfillments`, { items, location_id: order.locationId }, packed);
	const labels = [{ ...label, label_url: "#" }];
	await post(`${path}/${answer.order.fulfillments[0]?.id}/shipments`, { items, labels }, z.unknown());
}

export function refund({ post }: Shop, paymentId: string, amount: number): Promise<unknown> {
	return post(`/admin/payments/${paymentId}/refund`, { amount }, z.unknown());
}

async function newKey(origin: string): Promise<string> {
	const signedIn = z.object({ token: z.string() });
	const { token } = await call(origin, "/auth/user/emailpass", OWNER, undefined, signedIn);
	const key = z.object({ api_key: z.object({ token: z.string() }) });
	const wish = { title: "Heddle", type: "secret" };
	return (await call(origin, "/admin/api-keys", wish, `Bearer ${token}`, key)).api_key.token;
}

async function makeShipping(
	post: Shop["post"],
	channel: string,
): Promise<{ locationId: string; shippingOptionId: string }> {
	const locationId = await post("/admin/stock-locations", { name: "Hamburg" }, made("stock_location"));
	const location = `/admin/stock-locations/${locationId}`;
	await post(`${location}/sales-channels`, { add: [channel] }, z.unknown());
	await post(`${location}/fulfillment-providers`, { add: ["manual_manual"] }, z.unknown());
	const sets = z.object({ stock_location: z.object({ fulfillment_sets: z.array(identified).min(1) }) });
	const withSets = await post(
		`${location}/fulfillment-sets?fields=*fulfillment_sets`,
		{ name: "Parcels", type: "shipping" },
		sets,
	);
	const zones = z.object({ fulfillment_set: z.object({ service_zones: z.array(identified).min(1) }) });
	const withZones = await post(
		`/admin/fulfillment-sets/${withSets.stock_location.fulfillment_sets[0]?.id}/service-zones`,
		{ name: "Germany", geo_zones: [{ type: "country", country_code: "de" }] },
		zones,
	);
	const profile = await post(
		"/admin/shipping-profiles",
		{ name: "Parcels", type: "default" },
		made("shipping_profile"),
	);
	const option = {
		name: "DHL Standard",
		service_zone_id: withZones.fulfillment_set.service_zones[0]?.id,
		shipping_profile_id: profile,
		provider_id: "manual_manual",
		price_type: "flat",
		type: { label: "Standard", description: "Three days", code: "standard" },
		prices: [{ currency_code: "eur", amount: 4.9 }],
		rules: [],
	};
	return { locationId, shippingOptionId: await post("/admin/shipping-options", option, made("shipping_option")) };
}

async function call<S extends z.ZodType>(
	origin: string,
	path: string,
	body: object,
	authorization: string | undefined,
	schema: S,
): Promise<z.infer<S>> {
	const answer = await fetch(origin + path, {
		method: "POST",
		headers: { "content-type": "application/json", ...(authorization && { authorization }) },
		body: JSON.stringify(body),
	});
	const said = await answer.text();
	if (!answer.ok) throw new Error(`Medusa answered ${answer.status} to ${path}: ${said.slice(0, 300)}`);
	return schema.parse(JSON.parse(said));
}

function idIn(answer: Record<string, { id: string }>, name: string): string {
	return answer[name]?.id ?? "";
}
