import { describe, expect, it } from "vitest";
import { z } from "zod";
import { erpnext } from "../../src/connectors/erpnext/connector.ts";
import { translate } from "../../src/connectors/erpnext/translate.ts";
import { HOSTILE, hookRequest, payload, sign } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const setUp = { url: "https://erp.oak.example", apiKey: "key", apiSecret: "secret" };
const settings = erpnext.settings.parse(setUp);
const inBerlin = erpnext.settings.parse({ ...setUp, timeZone: "Europe/Berlin" });
const NOW = Date.parse("2026-11-23T09:00:00Z");

const body = JSON.stringify(payload("erpnext", "hook-delivery-note.json"));
const verify = (text: string, signature: string | null, secrets = ["hush"]) => {
	if (!erpnext.hooks) throw new Error("ERPNext has webhooks");
	const headers: Record<string, string> = signature === null ? {} : { "X-Frappe-Webhook-Signature": signature };
	return erpnext.hooks.verify(hookRequest(text, headers), secrets);
};
const headOf = async (text: string) => {
	const verified = await verify(text, sign("hush", text));
	if (!verified.ok) throw new Error(verified.code);
	return verified.head;
};

describe("a webhook's signature", () => {
	it("fits what Frappe signed, and nothing else", async () => {
		expect(await verify(body, sign("hush", body))).toMatchObject({ ok: true, head: { topic: "Delivery Note" } });
		expect(await verify(body, sign("hush", body), ["other"])).toEqual({ ok: false, code: "invalid_signature" });
		expect(await verify(`${body}\n`, sign("hush", body))).toEqual({ ok: false, code: "invalid_signature" });
		expect(await verify(body, "")).toEqual({ ok: false, code: "missing_header" });
		expect(await verify(body, null)).toEqual({ ok: false, code: "missing_header" });
	});

	it("makes one state of one document one event", async () => {
		const changed = (change: object) => JSON.stringify({ ...JSON.parse(body), ...change });
		const { eventId } = await headOf(body);
		expect(eventId).toMatch(/^[0-9a-f]{64}$/);
		expect((await headOf(changed({ status: "Completed" }))).eventId).toBe(eventId);
		expect((await headOf(changed({ modified: "2026-11-23 07:30:01" }))).eventId).not.toBe(eventId);
		expect((await headOf(changed({ name: "MAT-DN-2026-00020" }))).eventId).not.toBe(eventId);
		expect((await headOf(changed({ doctype: "Sales Order" }))).eventId).not.toBe(eventId);
	});

	it("lets in a signed body that says nothing, as an unknown topic", async () => {
		expect(await headOf("[]")).toMatchObject({ topic: "unknown" });
		expect((await headOf("no json")).eventId).not.toBe((await headOf("[]")).eventId);
	});
});

const head = (topic: string) => ({ topic, eventId: "event-1" });
const readNote = (change: object = {}, using = settings) =>
	checkTranslated(
		translate(head("Delivery Note"), { ...payload("erpnext", "hook-delivery-note.json"), ...change }, using, NOW),
	);
const readOrder = (change: object = {}) =>
	checkTranslated(
		translate(head("Sales Order"), { ...payload("erpnext", "hook-sales-order.json"), ...change }, settings, NOW),
	);

describe("a document in canonical form", () => {
	it("is delayed by as many days as the date moved", () => {
		expect(readNote({}, inBerlin)).toMatchObject({
			kind: "delivery.delayed",
			objectType: "delivery_note",
			objectId: "MAT-DN-2026-00019",
			summary: "Delivery Note MAT-DN-2026-00019 delayed by 5 days, now due 2026-12-02: Carrier backlog",
			href: "https://erp.oak.example/app/delivery-note/MAT-DN-2026-00019",
			version: "2026-11-23T06:30:00.654Z",
			facts: { delayDays: 5 },
			customer: { email: "lena@example.com" },
			item: { type: "delivery", expectedAt: "2026-12-02T12:00:00.000Z", lines: [{ title: "Oak table", quantity: 1 }] },
		});
	});

	it.each([
		["the same date", {}, { previous_delivery_date: "2026-12-02" }, "delivery.updated"],
		["an earlier date", {}, { previous_delivery_date: "2026-12-05" }, "delivery.updated"],
		[
			"the business's own word for it",
			{},
			{ previous_delivery_date: "", custom_delivery_status: "Delayed" },
			"delivery.delayed",
		],
		["its word that it has arrived", {}, { custom_delivery_status: "Delivered" }, "delivery.delivered"],
		["a first save", {}, { previous_delivery_date: "", creation: "2026-11-23 07:30:00.654321" }, "delivery.created"],
		["a cancellation", {}, { status: "Cancelled" }, "delivery.updated"],
	])("with %s", (_, __, change, kind) => {
		const note = readNote(change);
		expect(note.kind).toBe(kind);
		expect(note.facts).toEqual({});
	});

	it("tells a sales order with its total, exactly", () => {
		expect(readOrder()).toMatchObject({
			kind: "order.created",
			facts: { total: { amount: 112_990, currency: "EUR" } },
		});
		expect(readOrder({ modified: "2026-11-21 10:00:00" }).kind).toBe("order.updated");
		expect(readOrder({ status: "Cancelled" }).kind).toBe("order.cancelled");
		expect(readOrder({ delivery_date: "2026-11-28" })).toMatchObject({
			kind: "delivery.delayed",
			facts: { delayDays: 1 },
		});
	});

	it("tells a customer and what it does not know", () => {
		const customer = {
			name: "CUST-00042",
			customer_name: "Lena Hoffmann",
			email_id: "lena@example.com",
			modified: "2026-11-21 10:00:00",
		};
		expect(checkTranslated(translate(head("Customer"), customer, settings, NOW))).toMatchObject({
			kind: "customer.updated",
			reference: "Lena Hoffmann",
			customer: { email: "lena@example.com" },
		});
		expect(checkTranslated(translate(head("Stock Entry"), customer, settings, NOW))).toMatchObject({
			kind: "other",
			objectType: "stock_entry",
			objectId: "CUST-00042",
			summary: "Stock Entry",
		});
	});

	it("keeps every topic that it asks for under test", () => {
		expect(erpnext.hooks?.topics).toEqual(["Delivery Note", "Sales Order", "Customer"]);
	});

	it.each(HOSTILE)("never throws: %s", (_, hostile) => {
		for (const topic of [...(erpnext.hooks?.topics ?? []), "__proto__", ""]) {
			checkTranslated(translate(head(topic), hostile, inBerlin, NOW));
			const named = z.looseObject({}).safeParse(hostile);
			checkTranslated(translate(head(topic), { ...named.data, name: "x" }, inBerlin, NOW));
			checkTranslated(translate(head(topic), { ...named.data, name: "half a sign: \ud800" }, inBerlin, NOW));
		}
	});
});
