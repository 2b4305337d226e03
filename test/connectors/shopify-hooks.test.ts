import { describe, expect, it } from "vitest";
import { shopify } from "../../src/connectors/shopify/connector.ts";
import { translate } from "../../src/connectors/shopify/translate.ts";
import { HOSTILE, hookRequest, payload, sign } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const settings = shopify.settings.parse({ shop: "oak.myshopify.com", accessToken: "shpat_secret" });
const NOW = Date.parse("2026-11-23T09:00:00Z");

const body = JSON.stringify(payload("shopify", "hook-order.json")).replaceAll("/", "\\/");
const signed = {
	"X-Shopify-Topic": "orders/create",
	"X-Shopify-Hmac-Sha256": sign("hush", body),
	"X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
	"X-Shopify-Event-Id": "7b8c9d0a-1234-5678-90ab-cdef12345678",
	"X-Shopify-Triggered-At": "2026-11-23T06:10:00.123456789Z",
};
const verify = (text: string, headers: Record<string, string>, secrets = ["hush"]) => {
	if (!shopify.hooks) throw new Error("Shopify has webhooks");
	return shopify.hooks.verify(hookRequest(text, headers), secrets);
};
const without = (...names: string[]) =>
	Object.fromEntries(Object.entries(signed).filter(([name]) => !names.includes(name)));

describe("a webhook's signature", () => {
	it("lets in what the shop signed, with the id of the event before that of the delivery", async () => {
		expect(await verify(body, signed)).toEqual({
			ok: true,
			head: { topic: "orders/create", eventId: signed["X-Shopify-Event-Id"], occurredAt: "2026-11-23T06:10:00.123Z" },
		});
		expect(await verify(body, without("X-Shopify-Event-Id"))).toMatchObject({
			head: { eventId: signed["X-Shopify-Webhook-Id"] },
		});
		const bare = await verify(body, without("X-Shopify-Event-Id", "X-Shopify-Webhook-Id"));
		expect(bare).toMatchObject({ ok: true, head: { eventId: expect.stringMatching(/^[0-9a-f]{64}$/) } });
	});

	it("is found in both families of headers", async () => {
		const events = Object.fromEntries(
			Object.entries(signed).map(([name, value]) => [name.replace("X-Shopify", "shopify"), value]),
		);
		expect(await verify(body, events)).toMatchObject({ ok: true, head: { topic: "orders/create" } });
		const renamed = { ...events, "shopify-Topic": "Order", "shopify-action": "create" };
		expect(await verify(body, renamed)).toMatchObject({ ok: true, head: { topic: "order/create" } });
	});

	it("fits either of two live secrets, and no other", async () => {
		expect(await verify(body, signed, ["new", "hush"])).toMatchObject({ ok: true });
		expect(await verify(body, signed, ["new"])).toEqual({ ok: false, code: "invalid_signature" });
		expect(await verify(body, signed, [])).toEqual({ ok: false, code: "invalid_signature" });
		expect(await verify(body, { ...signed, "X-Shopify-Hmac-Sha256": sign("", body) }, [""])).toMatchObject({
			ok: false,
		});
	});

	it.each([
		["one byte more", `${body} `],
		["the same JSON written otherwise", JSON.stringify(JSON.parse(body))],
		["another total", body.replace("388.00", "388.01")],
	])("does not fit %s", async (_, changed) => {
		expect(changed).not.toBe(body);
		expect(await verify(changed, signed)).toEqual({ ok: false, code: "invalid_signature" });
	});

	it.each([
		["nonsense"],
		["AAAA"],
		[sign("hush", body).replace("=", "")],
		[Buffer.from(sign("hush", body), "base64").toString("hex")],
	])("is not %s", async (signature) => {
		expect(await verify(body, { ...signed, "X-Shopify-Hmac-Sha256": signature })).toEqual({
			ok: false,
			code: "invalid_signature",
		});
	});

	it("has to be there, and the topic too", async () => {
		expect(await verify(body, without("X-Shopify-Hmac-Sha256"))).toEqual({ ok: false, code: "missing_header" });
		expect(await verify(body, without("X-Shopify-Topic"))).toEqual({ ok: false, code: "missing_header" });
	});
});

const head = (topic: string) => ({ topic, eventId: "event-1", occurredAt: "2026-11-23T06:10:00.250Z" });
const read = (topic: string, name: string, change: object = {}) =>
	checkTranslated(translate(head(topic), { ...payload("shopify", name), ...change }, settings, NOW));

describe("a webhook in canonical form", () => {
	it("tells an order with its facts, customer and card item", () => {
		const created = read("orders/create", "hook-order.json");
		expect(created).toMatchObject({
			kind: "order.created",
			objectType: "order",
			objectId: "8209829119461545",
			reference: "#9999",
			summary: "Order #9999 placed, 388.00 USD, Generic Shipping",
			href: "https://admin.shopify.com/store/oak/orders/8209829119461545",
			customer: { email: "john@example.com", externalId: "1153106273147239" },
		});
		expect(created.facts).toEqual({
			total: { amount: 38_800, currency: "USD" },
			tags: ["tag1", "tag2"],
			shipping: "Generic Shipping",
			country: "US",
			paymentState: "pending",
		});
		expect(created.item).toMatchObject({ type: "order", reference: "#9999", payment: { label: "Payment pending" } });
	});

	it.each([
		["orders/create", "hook-order.json", "order.created", "order"],
		["orders/updated", "hook-order.json", "order.updated", "order"],
		["orders/paid", "hook-order.json", "order.paid", "order"],
		["orders/cancelled", "hook-order.json", "order.cancelled", "order"],
		["orders/fulfilled", "hook-order.json", "order.fulfilled", "order"],
		["orders/partially_fulfilled", "hook-order.json", "order.updated", "order"],
		["orders/edited", "hook-order-edit.json", "order.updated", "order"],
		["refunds/create", "hook-refund.json", "order.refunded", "refund"],
		["fulfillments/create", "hook-fulfillment.json", "order.fulfilled", "fulfillment"],
		["fulfillments/update", "hook-fulfillment.json", "delivery.updated", "fulfillment"],
		["fulfillment_events/create", "hook-fulfillment-event.json", "delivery.updated", "fulfillment_event"],
		["customers/create", "hook-customer.json", "customer.updated", "customer"],
		["customers/update", "hook-customer.json", "customer.updated", "customer"],
		["disputes/create", "hook-dispute.json", "dispute.opened", "dispute"],
		["disputes/update", "hook-dispute.json", "other", "dispute"],
		["returns/request", "hook-order.json", "other", "returns"],
		["app/uninstalled", "hook-order.json", "other", "app"],
		["customers/merge", "hook-customer.json", "other", "customers"],
		["customers/delete", "hook-customer.json", "other", "customers"],
		["customers/data_request", "hook-customer.json", "other", "customers"],
		["customers/redact", "hook-customer.json", "other", "customers"],
		["shop/redact", "hook-customer.json", "other", "shop"],
	])("reads %s", (topic, name, kind, objectType) => {
		expect(shopify.hooks?.topics).toContain(topic);
		expect(read(topic, name)).toMatchObject({ kind, objectType });
	});

	it("keeps every topic that it asks for under test", () => {
		expect(shopify.hooks?.topics).toHaveLength(22);
	});

	it("counts only refunds that went through", () => {
		expect(read("refunds/create", "hook-refund.json").facts).toEqual({ total: { amount: 1_000, currency: "USD" } });
		const order = { refunds: [payload("shopify", "hook-refund.json")] };
		expect(read("orders/updated", "hook-order.json", order).item).toMatchObject({
			refunded: { amount: 1_000, currency: "USD" },
		});
	});

	it.each([
		["refunds/create", "hook-refund.json"],
		["fulfillments/create", "hook-fulfillment.json"],
		["fulfillment_events/create", "hook-fulfillment-event.json"],
		["disputes/create", "hook-dispute.json"],
	])("names the order that it belongs to: %s", (topic, name) => {
		const parent = { objectType: "order", objectId: "8209829119461545" };
		expect(read(topic, name, { order_id: 8209829119461545 })).toMatchObject({ parent });
	});

	it("knows a customer by the id of their record only beside what stands in that record", () => {
		const whose = (change: object) => read("orders/create", "hook-order.json", change).customer;
		const record = { id: 77, email: "lena@example.com", phone: null };
		expect(whose({ customer: record, contact_email: "victim@example.com", phone: "+4930123456" })).toEqual({
			email: "lena@example.com",
			externalId: "77",
		});
		expect(whose({ customer: { ...record, email: null }, contact_email: "victim@example.com" })).toEqual({
			email: "victim@example.com",
		});
		const nothing = { email: null, contact_email: null, phone: null };
		expect(whose({ customer: { ...record, email: null }, ...nothing })).toEqual({ externalId: "77" });
	});

	it("tells a delivered and a delayed shipment apart", () => {
		expect(read("fulfillments/update", "hook-fulfillment.json", { shipment_status: "delivered" }).kind).toBe(
			"delivery.delivered",
		);
		expect(read("fulfillment_events/create", "hook-fulfillment-event.json", { status: "delayed" }).kind).toBe(
			"delivery.delayed",
		);
	});

	it("orders an order's states within one second by when they were triggered, and no further", () => {
		const at = (triggered: string, updated_at = "2026-11-23T06:10:00Z") =>
			translate(
				{ ...head("orders/updated"), occurredAt: triggered },
				{ ...payload("shopify", "hook-order.json"), updated_at },
				settings,
				NOW,
			).version;
		expect(at("2026-11-23T06:10:00.250Z")).toBe("2026-11-23T06:10:00.250Z");
		expect(at("2026-11-23T06:10:07.000Z")).toBe("2026-11-23T06:10:00.999Z");
		expect(at("2026-11-23T06:09:59.000Z")).toBe("2026-11-23T06:10:00.000Z");
		expect(at("2026-11-23T06:10:00.250Z", "2026-11-23T06:10:00.400Z")).toBe("2026-11-23T06:10:00.400Z");
	});

	it("takes an order without the fields that a card needs, and leaves the card alone", () => {
		const bare = checkTranslated(translate(head("orders/paid"), { id: 7, total_price: "a lot" }, settings, NOW));
		expect(bare).toMatchObject({ kind: "order.paid", objectId: "7", reference: "order 7", facts: {} });
		expect(bare.item).toBeUndefined();
	});

	it("cuts what is too long", () => {
		const long = read("orders/create", "hook-order.json", {
			name: "x".repeat(5_000),
			tags: Array(400).fill("y".repeat(300)).join(","),
			line_items: Array(90).fill({ title: "Plank", quantity: 1 }),
			fulfillments: Array(90).fill(payload("shopify", "hook-fulfillment.json")),
		});
		expect(long.facts.tags).toHaveLength(250);
		expect(long.item?.type === "order" && [long.item.lines.length, long.item.parcels.length]).toEqual([50, 20]);
	});

	it.each(HOSTILE)("never throws: %s", (_, hostile) => {
		for (const topic of [...(shopify.hooks?.topics ?? []), "unheard/of", "__proto__", ""]) {
			checkTranslated(translate(head(topic), hostile, settings, NOW));
		}
	});
});
