import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { stripe } from "../../src/connectors/stripe/connector.ts";
import { translate } from "../../src/connectors/stripe/translate.ts";
import { HOSTILE, hookRequest, payload } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const settings = stripe.settings.parse({ apiKey: "rk_test_secret" });
const NOW = 1_764_144_100;
const body = JSON.stringify(payload("stripe", "hook-charge-succeeded.json"), null, 2);
const sign = (secret: string, at: number | string = NOW, text = body) =>
	createHmac("sha256", secret).update(`${at}.${text}`).digest("hex");
const verify = (
	header: string | null,
	text = body,
	secrets = ["whsec_new", "whsec_old"],
	receivedAtMs = NOW * 1000,
) => {
	if (!stripe.hooks) throw new Error("Stripe has webhooks");
	const headers: Record<string, string> = header === null ? {} : { "Stripe-Signature": header };
	return stripe.hooks.verify(hookRequest(text, headers, { receivedAtMs }), secrets);
};
const REFUSED = { ok: false, code: "invalid_signature" };

describe("a webhook's signature", () => {
	it("covers the time and the body", async () => {
		expect(await verify(`t=${NOW},v1=${sign("whsec_old")},v0=${sign("x")}`)).toEqual({
			ok: true,
			head: {
				topic: "charge.succeeded",
				eventId: "evt_1NG8Du2eZvKYlo2CUI79vXWy",
				occurredAt: "2025-11-26T08:00:01.000Z",
			},
		});
		expect(await verify(`t=${NOW + 1},v1=${sign("whsec_old")}`)).toEqual(REFUSED);
		expect(await verify(`t=${NOW},v1=${sign("whsec_old")}`, `${body} `)).toEqual(REFUSED);
		expect(await verify(`t=${NOW},v1=${sign("whsec_old")}`, JSON.stringify(JSON.parse(body)))).toEqual(REFUSED);
	});

	it("fits one of several, under any live secret, while one is rolled", async () => {
		const both = `t=${NOW}, v1=${sign("whsec_gone")}, v1=${sign("whsec_new")}`;
		expect(await verify(both)).toMatchObject({ ok: true });
		expect(await verify(both, body, ["whsec_old"])).toEqual(REFUSED);
		expect(await verify(both, body, [])).toEqual(REFUSED);
		expect(await verify(`t=${NOW},v1=${sign("")}`, body, [""])).toEqual(REFUSED);
	});

	it("is believed for 300 seconds, by when it came", async () => {
		const header = `t=${NOW},v1=${sign("whsec_new")}`;
		expect(await verify(header, body, ["whsec_new"], (NOW + 300) * 1000 + 999)).toMatchObject({ ok: true });
		expect(await verify(header, body, ["whsec_new"], (NOW + 301) * 1000)).toEqual(REFUSED);
		// A clock that is behind is no replay.
		expect(await verify(header, body, ["whsec_new"], (NOW - 900) * 1000)).toMatchObject({ ok: true });
	});

	it("is of scheme v1: of v0, in capitals or base64 it is none", async () => {
		const hex = sign("whsec_new");
		const none = { ok: false, code: "missing_header" };
		expect(await verify(`t=${NOW},v0=${hex}`)).toEqual(none);
		expect(await verify(`t=${NOW},v1=${hex.toUpperCase()}`)).toEqual(none);
		expect(await verify(`t=${NOW},v1=${Buffer.from(hex, "hex").toString("base64")}`)).toEqual(none);
		expect(await verify(`v1=${hex}`)).toEqual(none);
		expect(await verify(`t=now,v1=${hex}`)).toEqual(none);
		expect(await verify("")).toEqual(none);
		expect(await verify(null)).toEqual(none);
	});

	it("may be one of five, not of thousands", async () => {
		const wrong = Array.from({ length: 5 }, () => `v1=${sign("no")}`).join(",");
		expect(await verify(`t=${NOW},${wrong},v1=${sign("whsec_new")}`)).toEqual(REFUSED);
	});

	it("lets in a signed body that says nothing, as an unknown topic", async () => {
		expect(await verify(`t=${NOW},v1=${sign("whsec_new", NOW, "{}")}`, "{}")).toMatchObject({
			ok: true,
			head: { topic: "unknown" },
		});
	});
});

const head = (topic: string) => ({ topic, eventId: "evt_1", occurredAt: "2026-11-25T08:00:01.000Z" });
const read = (topic: string, name: string) =>
	checkTranslated(translate(head(topic), payload("stripe", name), settings));
/** The event with its object changed. */
const changed = (topic: string, name: string, change: object) => {
	const event = JSON.parse(JSON.stringify(payload("stripe", name)));
	Object.assign(event.data.object, change);
	return checkTranslated(translate(head(topic), event, settings));
};

describe("an event in canonical form", () => {
	it.each([
		["charge.succeeded", "hook-charge-succeeded.json", "payment.succeeded", "payment"],
		["charge.captured", "hook-charge-succeeded.json", "payment.succeeded", "payment"],
		["payment_intent.succeeded", "hook-intent-failed.json", "payment.succeeded", "payment"],
		["charge.failed", "hook-charge-failed.json", "payment.failed", "payment"],
		["charge.pending", "hook-charge-succeeded.json", "other", "payment"],
		["charge.expired", "hook-charge-succeeded.json", "other", "payment"],
		["payment_intent.payment_failed", "hook-intent-failed.json", "payment.failed", "payment"],
		["charge.refunded", "hook-charge-refunded.json", "payment.refunded", "payment"],
		["charge.dispute.created", "hook-dispute.json", "dispute.opened", "dispute"],
		["charge.dispute.updated", "hook-dispute.json", "other", "dispute"],
		["charge.dispute.funds_withdrawn", "hook-dispute.json", "other", "dispute"],
		["charge.dispute.funds_reinstated", "hook-dispute.json", "other", "dispute"],
		["charge.dispute.closed", "hook-dispute.json", "dispute.closed", "dispute"],
		["refund.created", "hook-refund-failed.json", "refund.failed", "refund"],
		["refund.updated", "hook-refund-failed.json", "refund.failed", "refund"],
		["refund.failed", "hook-refund-failed.json", "refund.failed", "refund"],
		["invoice.payment_failed", "hook-invoice-failed.json", "payment.failed", "invoice"],
		["invoice.paid", "hook-invoice-failed.json", "payment.succeeded", "invoice"],
	])("reads %s", (topic, name, kind, objectType) => {
		expect(stripe.hooks?.topics).toContain(topic);
		expect(read(topic, name)).toMatchObject({ kind, objectType });
	});

	it("keeps every topic that it asks for under test", () => {
		expect(stripe.hooks?.topics).toHaveLength(18);
	});

	it("tells a failed payment with why, whose it is, and how it stands", () => {
		expect(read("charge.failed", "hook-charge-failed.json")).toMatchObject({
			objectId: "ch_failed002",
			summary: "Payment failed, 10.99 USD: Not enough money in the account",
			href: "https://dashboard.stripe.com/test/payments/ch_failed002",
			facts: { total: { amount: 1_099, currency: "USD" }, paymentState: "failed" },
			customer: { email: "lena@example.com" },
			item: { type: "payment", state: { label: "Failed", tone: "bad" } },
		});
	});

	it("is about the same payment when told by the intent, and gives way to the charge's own event", () => {
		const intent = read("payment_intent.payment_failed", "hook-intent-failed.json");
		const charge = read("charge.failed", "hook-charge-failed.json");
		expect([intent.objectType, intent.objectId]).toEqual([charge.objectType, charge.objectId]);
		expect(intent.version < charge.version).toBe(true);
		expect(intent).toMatchObject({ summary: charge.summary, customer: charge.customer, facts: charge.facts });
		expect(changed("payment_intent.payment_failed", "hook-intent-failed.json", { latest_charge: null })).toMatchObject({
			objectId: "pi_3MtwBwLkdIwHu7ix28a3tqPa",
		});
	});

	it("tells how much came back, and what is only authorized as not yet paid", () => {
		expect(read("charge.refunded", "hook-charge-refunded.json")).toMatchObject({
			summary: "Payment refunded, 4.00 USD",
			facts: { total: { amount: 400, currency: "USD" }, paymentState: "refunded" },
			customer: { email: "lena@example.com" },
		});
		expect(changed("charge.succeeded", "hook-charge-succeeded.json", { captured: false })).toMatchObject({
			kind: "other",
			summary: "Payment authorized, not captured, 10.99 USD",
		});
	});

	it("tells a dispute with reason and deadline, and a refund that bounced with its link", () => {
		expect(read("charge.dispute.created", "hook-dispute.json")).toMatchObject({
			reference: "ch_disput006",
			summary: "Payment disputed, 99.00 USD: the goods did not arrive (dispute needs a response, answer by 2025-12-04)",
			facts: { total: { amount: 9_900, currency: "USD" }, paymentState: "needs_response" },
			customer: { email: "lena@example.com" },
		});
		expect(read("refund.failed", "hook-refund-failed.json")).toMatchObject({
			reference: "ch_bounce005",
			summary: "Refund bounced, 25.00 USD: the card has expired or was cancelled",
			href: "https://dashboard.stripe.com/test/payments/ch_bounce005",
			customer: {},
		});
		expect(changed("refund.updated", "hook-refund-failed.json", { status: "succeeded" })).toMatchObject({
			kind: "other",
			summary: "Refund succeeded, 25.00 USD",
		});
	});

	it("tells an invoice by its number", () => {
		expect(read("invoice.payment_failed", "hook-invoice-failed.json")).toMatchObject({
			reference: "47D37F8F-0003",
			summary: "Invoice 47D37F8F-0003: payment failed, 29.00 EUR, attempt 2",
			href: "https://dashboard.stripe.com/invoices/in_1MtHbELkdIwHu7ixl4OzzPMv",
		});
	});

	it("says what nobody subscribed to by its topic", () => {
		expect(read("customer.updated", "hook-charge-succeeded.json")).toMatchObject({
			kind: "other",
			objectType: "customer",
			objectId: "ch_paid0001",
			summary: "customer.updated",
		});
	});

	it.each(HOSTILE)("never throws: %s", (_, hostile) => {
		for (const topic of [...(stripe.hooks?.topics ?? []), "customer.created", "__proto__", ""])
			for (const event of [hostile, { data: hostile }, { data: { object: hostile } }])
				checkTranslated(translate({ topic, eventId: "evt_1" }, event, settings));
	});
});
