import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPlayground, openReceiver, type Playground, type Receiver } from "./playground.ts";

const SHOPIFY_SECRET = "shopify-app-secret";
const ERPNEXT_SECRET = "webhook-secret-ß";

let playground: Playground;
let receiver: Receiver;
beforeEach(async () => {
	playground = await openPlayground();
	receiver = await openReceiver();
	const hooks = {
		shopify: { url: receiver.url, secret: SHOPIFY_SECRET },
		erpnext: { url: receiver.url, secret: ERPNEXT_SECRET },
	};
	expect((await playground.control("PUT", "tenants/loom/hooks", hooks)).status).toBe(204);
});
afterEach(async () => {
	await receiver.close();
	await playground.close();
});

const eleanor = { customer: "eleanor.hartley@example.com" };

async function post(path: string, body: object) {
	const response = await playground.control("POST", `tenants/loom/${path}`, body);
	return { status: response.status, answer: await response.json() };
}

/** Computed with Web Crypto, where the sandbox uses node:crypto. */
async function hmac(secret: string, body: string): Promise<string> {
	const bytes = new TextEncoder();
	const key = await crypto.subtle.importKey("raw", bytes.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
		"sign",
	]);
	return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.encode(body)))));
}

function first() {
	const [received] = receiver.received;
	if (!received) throw new Error("nothing was received");
	return received;
}

describe("Shopify's webhooks", () => {
	it("carry all of Shopify's headers and a signature over the raw bytes", async () => {
		const { status, answer } = await post("orders", {
			...eleanor,
			total: 950,
			tags: ["urgent"],
			shippingTitle: "Express",
		});
		expect(status).toBe(201);
		const { headers, body } = first();
		expect(headers.get("x-shopify-hmac-sha256")).toBe(await hmac(SHOPIFY_SECRET, body));
		expect(body).toContain("gid:\\/\\/shopify\\/Order\\/");
		expect(headers.get("x-shopify-hmac-sha256")).not.toBe(await hmac(SHOPIFY_SECRET, JSON.stringify(JSON.parse(body))));
		expect(headers.get("x-shopify-topic")).toBe("orders/create");
		expect(headers.get("x-shopify-shop-domain")).toBe("loom-and-thread.myshopify.com");
		expect(headers.get("x-shopify-api-version")).toBe("2026-10");
		expect(headers.get("x-shopify-triggered-at")).toMatch(/^2026-11-23T09:00:00\.\d{9}Z$/);
		expect(headers.get("x-shopify-event-id")).toMatch(/^[0-9a-f-]{36}$/);
		expect(headers.get("x-shopify-webhook-id")).toMatch(/^[0-9a-f-]{36}$/);
		expect(answer.deliveries).toMatchObject([
			{ topic: "orders/create", status: 202, attempts: 1, forged: false, error: null },
		]);
	});

	it("carry the order as documented", async () => {
		const { answer } = await post("orders", {
			...eleanor,
			total: 950.5,
			tags: ["urgent", "b2b"],
			shippingTitle: "Express",
			shippingPrice: 14.9,
		});
		const order = JSON.parse(first().body);
		expect(order).toMatchObject({
			id: answer.order.id,
			admin_graphql_api_id: `gid://shopify/Order/${answer.order.id}`,
			name: "#2054",
			order_number: 2054,
			email: "eleanor.hartley@example.com",
			currency: "GBP",
			total_price: "950.50",
			subtotal_price: "935.60",
			total_price_set: { shop_money: { amount: "950.50", currency_code: "GBP" } },
			financial_status: "pending",
			fulfillment_status: null,
			tags: "urgent, b2b",
			shipping_lines: [{ title: "Express", code: "express", price: "14.90" }],
			line_items: [{ quantity: 1, price: "935.60", fulfillable_quantity: 1 }],
			customer: { first_name: "Eleanor", last_name: "Hartley", email: "eleanor.hartley@example.com" },
			created_at: "2026-11-23T09:00:00+00:00",
			updated_at: "2026-11-23T09:00:00+00:00",
		});
	});

	it("write times in the shop's own zone", async () => {
		await playground.control("PUT", "tenants/nordlicht/hooks", { shopify: { url: receiver.url, secret: "other" } });
		await playground.control("POST", "tenants/nordlicht/orders", { customer: "malte.soerensen@example.com" });
		expect(JSON.parse(first().body).created_at).toBe("2026-11-23T10:00:00+01:00");
		expect(first().headers.get("x-shopify-hmac-sha256")).toBe(await hmac("other", first().body));
	});

	it("follow an order through its life, each later than the one before, also within one second", async () => {
		const { answer } = await post("orders", { ...eleanor, steps: ["paid", "fulfilled", "delivered"] });
		await post(`orders/${answer.order.id}/refunded`, { amount: 5, note: "Goodwill" });
		await post(`orders/${answer.order.id}/updated`, { tags: ["checked"] });
		const topics = receiver.received.map(({ headers }) => headers.get("x-shopify-topic"));
		expect(topics).toEqual([
			"orders/create",
			"orders/paid",
			"orders/fulfilled",
			"orders/updated",
			"refunds/create",
			"orders/updated",
		]);
		const times = receiver.received.map(({ headers }) => headers.get("x-shopify-triggered-at"));
		expect(new Set(times).size).toBe(6);
		expect(times).toEqual([...times].sort());
		expect(JSON.parse(receiver.received[2]?.body ?? "")).toMatchObject({
			financial_status: "paid",
			fulfillment_status: "fulfilled",
			fulfillments: [{ tracking_company: "DHL", shipment_status: "in_transit" }],
		});
		expect(JSON.parse(receiver.received[4]?.body ?? "")).toMatchObject({
			order_id: answer.order.id,
			note: "Goodwill",
			transactions: [{ kind: "refund", amount: "5.00", status: "success" }],
		});
		expect(JSON.parse(receiver.received[5]?.body ?? "")).toMatchObject({
			tags: "checked",
			financial_status: "partially_refunded",
		});
	});

	it("repeat the same delivery to the byte, in order or all at once", async () => {
		for (const parallel of [false, true]) {
			const seen = receiver.received.length;
			const { answer } = await post("orders", { ...eleanor, times: 10, parallel });
			expect(answer.deliveries).toHaveLength(10);
			const ten = receiver.received.slice(seen);
			expect(ten).toHaveLength(10);
			const faces = ten.map(({ headers, body }) =>
				[headers.get("x-shopify-event-id"), headers.get("x-shopify-webhook-id"), body].join(),
			);
			expect(new Set(faces).size).toBe(1);
		}
	});

	it("keep the event id where only the delivery is another, and reuse one when told", async () => {
		await post("orders", { ...eleanor, times: 3, freshWebhookIds: true, eventId: "evt-1" });
		expect(receiver.received.map(({ headers }) => headers.get("x-shopify-event-id"))).toEqual([
			"evt-1",
			"evt-1",
			"evt-1",
		]);
		expect(new Set(receiver.received.map(({ headers }) => headers.get("x-shopify-webhook-id"))).size).toBe(3);
	});

	it("come reversed or shuffled, the same way for the same seed", async () => {
		const topicsOf = async (how: object) => {
			const seen = receiver.received.length;
			await post("orders", { ...eleanor, steps: ["paid", "fulfilled", "delivered"], times: 2, ...how });
			return receiver.received.slice(seen).map(({ headers }) => headers.get("x-shopify-topic"));
		};
		const straight = await topicsOf({});
		expect(await topicsOf({ reverse: true })).toEqual([...straight].reverse());
		const shuffled = await topicsOf({ shuffle: true, seed: 7 });
		expect(shuffled).not.toEqual(straight);
		expect([...shuffled].sort()).toEqual([...straight].sort());
		expect(await topicsOf({ shuffle: true, seed: 7 })).toEqual(shuffled);
	});
});

describe("a forged webhook", () => {
	it("looks right but for its signature, is tried once, and changes nothing in the business", async () => {
		const before = await (await playground.control("GET", "state")).json();
		receiver.answers.push(401);
		const { answer } = await post("orders", { ...eleanor, total: 5000, forge: true });
		const { headers, body } = first();
		expect(JSON.parse(body).total_price).toBe("5000.00");
		expect(headers.get("x-shopify-hmac-sha256")).toMatch(/^[A-Za-z0-9+/]{43}=$/);
		expect(headers.get("x-shopify-hmac-sha256")).not.toBe(await hmac(SHOPIFY_SECRET, body));
		expect(answer.deliveries).toMatchObject([{ status: 401, attempts: 1, forged: true }]);
		expect(await (await playground.control("GET", "state")).json()).toEqual(before);
	});

	it("is forged for ERPNext too", async () => {
		await post("deliveries/delay", { ...eleanor, forge: true });
		expect(first().headers.get("x-frappe-webhook-signature")).not.toBe(await hmac(ERPNEXT_SECRET, first().body));
	});
});

describe("Frappe's webhook", () => {
	it("tells of a delayed delivery in Python's JSON, signed", async () => {
		const { status, answer } = await post("deliveries/delay", {
			customer: "mei.lin@example.org",
			days: 3,
			reason: "台风",
		});
		expect(status).toBe(201);
		const { headers, body } = first();
		expect(headers.get("x-frappe-webhook-signature")).toBe(await hmac(ERPNEXT_SECRET, body));
		expect([...headers.keys()].filter((name) => name.startsWith("x-"))).toEqual(["x-frappe-webhook-signature"]);
		expect(body).toMatch(/^[\x20-\x7e]+$/);
		expect(body).toContain('"doctype": "Delivery Note", ');
		const document = JSON.parse(body);
		expect(document).toMatchObject({
			doctype: "Delivery Note",
			name: answer.delivery.name,
			customer_name: "林美",
			contact_email: "mei.lin@example.org",
			custom_delivery_status: "Delayed",
			custom_delay_reason: "台风",
			custom_expected_delivery_date: answer.delivery.expectedOn,
		});
		const moved = Date.parse(document.custom_expected_delivery_date) - Date.parse(document.previous_delivery_date);
		expect(moved).toBe(3 * 86_400_000);
	});

	it("has a later modified each time, and the documents follow", async () => {
		await post("deliveries/delay", eleanor);
		await post("deliveries/delay", eleanor);
		const [one, two] = receiver.received.map(({ body }) => JSON.parse(body));
		expect(two.name).toBe(one.name);
		expect(two.modified > one.modified).toBe(true);
		expect(two.previous_delivery_date).toBe(one.custom_expected_delivery_date);
	});
});

describe("a webhook that is not taken", () => {
	it("is tried again after 1 s and 4 s until it is", async () => {
		receiver.answers.push(500, 503);
		const { answer } = await post("orders", eleanor);
		expect(answer.deliveries).toMatchObject([{ status: 202, attempts: 3, error: null }]);
		expect(playground.waits).toEqual([1000, 4000]);
		expect(new Set(receiver.received.map(({ headers }) => headers.get("x-shopify-webhook-id"))).size).toBe(1);
	});

	it("is given up after three tries, and the event has happened all the same", async () => {
		receiver.answers.push(500, 500, 500);
		const { answer } = await post("orders", eleanor);
		expect(answer.deliveries).toMatchObject([{ status: 500, attempts: 3, error: "seen" }]);
		const state = await (await playground.control("GET", "state")).json();
		expect(state.tenants.loom.orders[0].name).toBe(answer.order.name);
	});

	it("is tried once when told so", async () => {
		receiver.answers.push(500);
		const { answer } = await post("orders", { ...eleanor, retry: false });
		expect(answer.deliveries).toMatchObject([{ status: 500, attempts: 1 }]);
		expect(playground.waits).toEqual([]);
	});

	it("says why when nobody answers, and the log remembers", async () => {
		await receiver.close();
		const { answer } = await post("orders", eleanor);
		expect(answer.deliveries).toMatchObject([
			{ status: null, attempts: 3, error: expect.stringContaining("ECONNREFUSED") },
		]);
		expect(await (await playground.control("GET", "log")).json()).toEqual(answer.deliveries);
		receiver = await openReceiver();
	});
});
