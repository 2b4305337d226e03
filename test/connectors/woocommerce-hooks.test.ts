import { describe, expect, it } from "vitest";
import { woocommerce } from "../../src/connectors/woocommerce/connector.ts";
import { translate } from "../../src/connectors/woocommerce/translate.ts";
import { HOSTILE, hookRequest, payload, sign } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const settings = woocommerce.settings.parse({
	url: "https://oak.example",
	consumerKey: "ck_1",
	consumerSecret: "cs_1",
});
const body = JSON.stringify(payload("woocommerce", "hook-order.json"));
const headersOf = (text: string, secret = "hush") => ({
	"X-WC-Webhook-Source": "https://oak.example/",
	"X-WC-Webhook-Topic": "order.updated",
	"X-WC-Webhook-Resource": "order",
	"X-WC-Webhook-Event": "updated",
	"X-WC-Webhook-Signature": sign(secret, text),
	"X-WC-Webhook-ID": "4",
	"X-WC-Webhook-Delivery-ID": "0a1b2c",
});
const hooks = woocommerce.hooks;
if (!hooks) throw new Error("WooCommerce has webhooks");
const verify = (text: string, headers: Record<string, string>, secrets = ["hush"]) =>
	hooks.verify(hookRequest(text, headers), secrets);
const eventIdOf = async (text: string, change: Record<string, string> = {}) => {
	const verified = await verify(text, { ...headersOf(text), ...change });
	return verified.ok ? verified.head.eventId : verified.code;
};

describe("a webhook's signature", () => {
	it("fits what the shop signed under either live secret, and nothing else", async () => {
		expect(await verify(body, headersOf(body), ["new", "hush"])).toEqual({
			ok: true,
			head: { topic: "order.updated", eventId: expect.stringMatching(/^[0-9a-f]{64}$/) },
		});
		const refused = { ok: false, code: "invalid_signature" };
		expect(await verify(`${body} `, headersOf(body))).toEqual(refused);
		expect(await verify(body, headersOf(body, "other"))).toEqual(refused);
		expect(await verify(body, { ...headersOf(body), "X-WC-Webhook-Signature": "nonsense" })).toEqual(refused);
		expect(await verify(body, headersOf(body, ""), [""])).toEqual(refused);
	});

	it("has to be there, and the topic too", async () => {
		for (const name of ["X-WC-Webhook-Signature", "X-WC-Webhook-Topic"] as const) {
			const { [name]: _, ...rest } = headersOf(body);
			expect(await verify(body, rest)).toEqual({ ok: false, code: "missing_header" });
		}
	});

	it("makes an event of each state, though two of one second share a delivery id", async () => {
		const other = JSON.stringify({ ...JSON.parse(body), id: 728 });
		expect(await eventIdOf(other)).not.toBe(await eventIdOf(body));
		expect(await eventIdOf(body, { "X-WC-Webhook-Delivery-ID": "ffff" })).toBe(await eventIdOf(body));
	});

	it("tells two deletions of one order apart by their deliveries", async () => {
		const gone = '{"id":727}';
		expect(await eventIdOf(gone, { "X-WC-Webhook-Delivery-ID": "ffff" })).not.toBe(await eventIdOf(gone));
		expect(await eventIdOf(gone)).toBe(await eventIdOf(gone));
	});
});

describe("the ping on saving a webhook", () => {
	const isPing = (text: string, headers: Record<string, string> = {}) => hooks.isPing?.(hookRequest(text, headers));
	it("is the form that WooCommerce posts, and nothing else that is unsigned", () => {
		expect(isPing("webhook_id=4", { "content-type": "application/x-www-form-urlencoded" })).toBe(true);
		expect(isPing("webhook_id=4")).toBe(true);
		for (const text of ["", "webhook_id=", "webhook_id=x", "webhook_id=4&order=7", '{"webhook_id":4}', body])
			expect(isPing(text)).toBe(false);
		expect(isPing(`webhook_id=${"4".repeat(500)}`)).toBe(false);
	});

	it("is none where a signature claims more", () => {
		expect(isPing("webhook_id=4", headersOf("webhook_id=4"))).toBe(false);
	});
});

const read = (topic: string, name: string, change: object = {}) =>
	checkTranslated(translate({ topic, eventId: "event-1" }, { ...payload("woocommerce", name), ...change }, settings));

describe("a webhook in canonical form", () => {
	it("tells an order with its facts, customer and card item", () => {
		expect(read("order.created", "hook-order.json")).toMatchObject({
			kind: "order.created",
			objectType: "order",
			objectId: "727",
			reference: "#727",
			summary: "Order #727 placed, 129.90 EUR",
			href: "https://oak.example/wp-admin/post.php?post=727&action=edit",
			version: "2026-11-20T08:16:02.000Z",
			facts: {
				total: { amount: 12_990, currency: "EUR" },
				shipping: "Flat rate",
				country: "DE",
				paymentState: "paid",
			},
			customer: { email: "lena@example.com" },
			item: { type: "order", payment: { label: "Paid" } },
		});
	});

	const modified = "2026-11-20T08:16:02";
	it.each([
		["paid just now", {}, "order.paid", "paid"],
		["paid days ago", { date_paid_gmt: "2026-11-18T08:16:01" }, "order.updated", "changed (processing)"],
		["never paid", { date_paid_gmt: null, status: "pending" }, "order.updated", "changed (pending)"],
		["completed just now", { status: "completed", date_completed_gmt: modified }, "order.fulfilled", "completed"],
		[
			"completed days ago",
			{ status: "completed", date_completed_gmt: "2026-11-18T08:00:00", date_paid_gmt: "2026-11-17T08:00:00" },
			"order.updated",
			"changed (completed)",
		],
		["cancelled", { status: "cancelled" }, "order.cancelled", "cancelled"],
		["refunded", { status: "refunded", refunds: [{ total: "-129.90" }] }, "order.refunded", "refunded"],
		[
			"partly refunded",
			{ date_paid_gmt: "2026-11-18T08:16:01", refunds: [{ total: "-9.90" }] },
			"order.refunded",
			"refunded by 9.90 EUR so far",
		],
	])("tells what changed: %s", (_, change, kind, what) => {
		const event = read("order.updated", "hook-order.json", change);
		expect(event.kind).toBe(kind);
		expect(event.summary).toBe(`Order #727 ${what}, 129.90 EUR`);
	});

	it.each([
		[{ status: "failed", date_paid_gmt: null }, "failed"],
		[{ status: "pending", date_paid_gmt: null }, "pending"],
		[{ status: "refunded" }, "refunded"],
		[{ refunds: [{ total: "-1.00" }] }, "partially_refunded"],
	])("gives rules the payment of %j as %s", (change, paymentState) => {
		expect(read("order.updated", "hook-order.json", change).facts.paymentState).toBe(paymentState);
	});

	it.each([
		["order.restored", "hook-order.json", "order.updated", "order"],
		["order.deleted", "hook-order.json", "order.updated", "order"],
		["customer.created", "hook-customer.json", "customer.updated", "customer"],
		["customer.updated", "hook-customer.json", "customer.updated", "customer"],
		["customer.deleted", "hook-customer.json", "customer.updated", "customer"],
		["product.updated", "hook-order.json", "other", "product"],
	])("reads %s", (topic, name, kind, objectType) => {
		expect(read(topic, name)).toMatchObject({ kind, objectType });
	});

	it("keeps every topic that it asks for under test", () => {
		expect(hooks.topics).toHaveLength(7);
	});

	it("of a customer has the address and the page", () => {
		expect(read("customer.updated", "hook-customer.json")).toMatchObject({
			reference: "Lena Hoffmann",
			href: "https://oak.example/wp-admin/user-edit.php?user_id=25",
			version: "2026-11-21T16:09:30.000Z",
			customer: { email: "lena@example.com" },
		});
	});

	it("of something deleted never replaces what is known", () => {
		expect(checkTranslated(translate({ topic: "order.deleted", eventId: "e" }, { id: 7 }, settings))).toMatchObject({
			summary: "Order 7 moved to the trash",
			version: "1970-01-01T00:00:00.000Z",
			customer: {},
		});
	});

	it.each(HOSTILE)("never throws: %s", (_, hostile) => {
		for (const topic of [...hooks.topics, "order", "__proto__", ""]) {
			checkTranslated(translate({ topic, eventId: "event-1" }, hostile, settings));
			const given = typeof hostile === "object" ? hostile : {};
			checkTranslated(
				translate({ topic, eventId: "e" }, { ...payload("woocommerce", "hook-order.json"), ...given }, settings),
			);
		}
	});
});
