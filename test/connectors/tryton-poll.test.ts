// Asking Tryton what changed. Against the sandbox: test/sandbox/unsigned-sweeps.test.ts; the real one: scripts/real.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/connectors/connector.ts";
import { translate as translateAt } from "../../src/connectors/tryton/changes.ts";
import { tryton } from "../../src/connectors/tryton/connector.ts";
import { toDatetime } from "../../src/connectors/tryton/wire.ts";
import { HOSTILE, payload } from "./fake-system.ts";
import { answer, day, methodOf, NOON, type Reply, SALE, SHIPMENT, server, settings } from "./fake-tryton.ts";
import { checkTranslated } from "./translated.ts";

const SPAN = { afterMs: Date.parse("2026-11-25T11:00:00Z"), untilMs: Date.parse("2026-11-25T11:05:00.250Z") };
const BEFORE = toDatetime(Date.parse("2026-11-20T08:00:00Z"));
const INSIDE = toDatetime(Date.parse("2026-11-25T11:02:00Z"));
const PARTY = {
	id: 7,
	"contact_mechanisms.": [
		{ id: 1, type: "website", value: "https://lena.example" },
		{ id: 2, type: "phone", value: "+49 40 123456" },
		{ id: 3, type: "email", value: "Lena@example.com" },
		{ id: 4, type: "email", value: "second@example.com" },
	],
};

function record(name: string, over: object): object {
	const [one] = JSON.parse(JSON.stringify(payload("tryton", name).result));
	return { ...one, create_date: BEFORE, write_date: INSIDE, ...over };
}
const AGREED = { state: "processing", invoice_state: "waiting", shipment_state: "waiting" };
const sale = (over: object = {}) => record("sales.json", { ...AGREED, "party.": PARTY, ...over });
const shipment = (over: object = {}) => record("shipments.json", { state: "waiting", "customer.": PARTY, ...over });
const result = (...records: object[]): Reply => ({ body: { id: 1, result: records } });

/** All pages of the window. */
async function ask(sales: Reply, shipments: Reply = result()) {
	const { fetchSystem, requests } = server({ [SALE]: sales, [SHIPMENT]: shipments });
	const findings: Finding[] = [];
	let cursor: string | undefined;
	do {
		const read = await tryton.poll?.changedSince(SPAN, settings, fetchSystem, cursor);
		if (!read?.ok) return { read, findings, asked: [] };
		findings.push(...read.value.findings);
		cursor = read.value.next;
	} while (cursor !== undefined);
	return { read: undefined, findings, asked: requests.map(({ json }) => json) };
}

const translate = ({ head, payload }: Finding) => checkTranslated(translateAt(head, payload, settings, NOON));
const beside = (finding: Finding, last: Finding) => {
	const { item } = translate(last);
	if (!item || !tryton.poll?.besideLast) throw new Error("the state before is known");
	return translate(tryton.poll.besideLast(finding, item));
};
async function foundSale(over: object = {}): Promise<Finding> {
	const [finding] = (await ask(result(sale(over)))).findings;
	if (!finding) throw new Error("it is found");
	return finding;
}
async function foundShipment(over: object = {}): Promise<Finding> {
	const [finding] = (await ask(result(), result(shipment(over)))).findings;
	if (!finding) throw new Error("it is found");
	return finding;
}

describe("Tryton, asked what changed", () => {
	it("is asked for sales, then shipments, written to or made in the window, in the order of ids", async () => {
		const { asked } = await ask(result());
		const [from, to] = [toDatetime(SPAN.afterMs), toDatetime(SPAN.untilMs)];
		const within = (field: string) => [
			[field, ">", from],
			[field, "<=", to],
		];
		const either = ["OR", within("write_date"), [["write_date", "=", null], ...within("create_date")]];
		const search = [[["id", ">", 0], either], 0, 50, [["id", "ASC"]]];
		expect(asked).toEqual([
			{ id: 1, method: SALE, params: [...search, expect.arrayContaining(["party.contact_mechanisms.value"]), {}] },
			{ id: 1, method: SHIPMENT, params: [...search, expect.arrayContaining(["write_date"]), {}] },
		]);
		expect(to).toMatchObject({ minute: 5, second: 0, microsecond: 250_000 });
	});

	it("is read behind the last id, so that what changes or has the same time meanwhile moves no page", async () => {
		const some = (count: number, from: number) => Array.from({ length: count }, (_, n) => sale({ id: from + n }));
		const { findings, asked } = await ask([result(...some(50, 1)), result(...some(50, 61)), result()].flat());
		expect(findings.map((one) => translate(one).objectId)).toEqual(
			[...some(50, 1), ...some(50, 61)].map((one) => String("id" in one && one.id)),
		);
		expect(asked.map((json) => [methodOf(json), JSON.stringify(json).match(/"id",">",(\d+)/)?.[1]])).toEqual([
			[SALE, "0"],
			[SALE, "50"],
			[SALE, "110"],
			[SHIPMENT, "0"],
		]);
	});

	it.each([
		["a wrong password", { status: 401 }, { reason: expect.stringContaining("user and password") }],
		["a missing group", answer("no-access.json"), { reason: expect.stringMatching(/read sales.* group Sales/) }],
		["a missing module", answer("no-model.json"), { reason: expect.stringContaining("activate the module") }],
		["a proxy's limit", { status: 429, headers: { "retry-after": "7" } }, { retryAfterMs: 7_000 }],
		["a fault of its own", answer("fault.json"), { reason: expect.stringContaining("log") }],
		["another form", result(sale({ write_date: "today" })), { drift: { path: "0.write_date", after: "text" } }],
	])("says what is wrong with %s", async (_, reply, told) => {
		expect((await ask(reply)).read).toMatchObject({ ok: false, ...told });
	});

	it("loses nothing of its sales where shipments cannot be read: the page before is taken already", async () => {
		const { read, findings } = await ask(result(sale()), { status: 500 });
		expect([read?.ok, findings.length]).toEqual([false, 1]);
	});

	it.each(HOSTILE)("breaks at nothing that it is answered: %s", async (_, body) => {
		for (const reply of [{ body }, { body: { id: 1, result: body } }, { body: { id: 1, result: [body] } }]) {
			const { read, findings } = await ask(reply);
			expect(read?.reason ?? findings.length).toEqual(read ? expect.stringMatching(/^[A-Z].{10,}/) : 0);
		}
	});

	it("takes a cursor that is not its own for none", async () => {
		const { fetchSystem, requests } = server({ [SALE]: result() });
		await tryton.poll?.changedSince(SPAN, settings, fetchSystem, '{"model":7,"afterId":[]}');
		expect(methodOf(requests[0]?.json)).toBe(SALE);
	});
});

describe("a sale that is found", () => {
	it("reads as the card shows it, for its party by what the party has first", async () => {
		const finding = await foundSale();
		expect(finding.head).toEqual({ topic: "sale.updated", eventId: "4 2026-11-25T11:02:00.000Z" });
		expect(translate(finding)).toEqual({
			...{ kind: "order.updated", objectType: "order", objectId: "4", reference: "3" },
			summary: "Sale 3 changed (waits for payment, to be shipped), 129.90 EUR",
			href: "https://erp.example/#loom/model/sale.sale/4",
			version: "2026-11-25T11:02:00.000Z",
			facts: { total: { amount: 12_990, currency: "EUR" }, paymentState: "Waits for payment" },
			customer: { externalId: "7", email: "Lena@example.com", phone: "+49 40 123456" },
			item: expect.objectContaining({ type: "order", id: "4" }),
		});
	});

	it("and was never written to has the time at which it was made", async () => {
		const read = translate(await foundSale({ create_date: INSIDE, write_date: null }));
		expect([read.kind, read.version]).toEqual(["order.created", "2026-11-25T11:02:00.000Z"]);
	});

	it("has the kind, object and time of a webhook of that state, written as the guide says", async () => {
		const hook = {
			...{ kind: "order.cancelled", object: { type: "order", id: 4 }, updatedAt: "2026-11-25T11:02:00.000Z" },
			customer: { id: 7, email: "Lena@example.com", phone: "+49 40 123456" },
		};
		const told = tryton.hooks?.translate({ topic: "x", eventId: "1" }, JSON.parse(JSON.stringify(hook)), settings);
		const { kind, objectType, objectId, version, customer } = translate(await foundSale({ state: "cancelled" }));
		expect(told).toMatchObject({ kind, objectType, objectId, version, customer });
	});

	it.each([
		["a draft is no order yet", { state: "draft", create_date: INSIDE }, "order.updated"],
		["nor is a quotation", { state: "quotation", create_date: INSIDE }, "order.updated"],
		["one agreed to is", { create_date: INSIDE }, "order.created"],
		["one cancelled at once is none", { state: "cancelled", create_date: INSIDE }, "order.cancelled"],
		["an old one has changed", {}, "order.updated"],
	])("says what is known without the state before: %s", async (_, over, kind) => {
		expect(translate(await foundSale(over)).kind).toBe(kind);
	});

	const sent = { shipment_state: "sent" };
	const paid = { invoice_state: "paid" };
	it.each([
		["agreed to", { state: "quotation" }, {}, "order.created"],
		["agreed to and paid", { state: "draft" }, paid, "order.created"],
		["paid", {}, paid, "order.paid"],
		["sent", {}, sent, "order.fulfilled"],
		["paid, then sent", paid, { ...paid, ...sent }, "order.fulfilled"],
		["changed after it was both", { ...paid, ...sent }, { ...paid, ...sent, reference: "x" }, "order.updated"],
		["told as new before, as windows overlap", {}, { create_date: INSIDE }, "order.updated"],
		["cancelled", {}, { state: "cancelled" }, "order.cancelled"],
		["changed after it was cancelled", { state: "cancelled" }, { state: "cancelled" }, "order.updated"],
	])("says what happened since the state before: %s", async (_, last, now, kind) => {
		expect(beside(await foundSale(now), await foundSale(last)).kind).toBe(kind);
	});

	it.each([
		["no party", { "party.": null }, {}],
		["a party without contact", { "party.": { id: 8, "contact_mechanisms.": [] } }, { externalId: "8" }],
		[
			"an address that is none",
			{ "party.": { id: 8, "contact_mechanisms.": [{ type: "email", value: "by letter" }] } },
			{ externalId: "8" },
		],
	])("of %s says no more than it can", async (_, over, customer) => {
		expect(translate(await foundSale(over)).customer).toEqual(customer);
	});
});

describe("a customer shipment that is found", () => {
	it("reads as the card shows it", async () => {
		expect(translate(await foundShipment({ planned_date: day(2026, 11, 30) }))).toEqual({
			...{ kind: "delivery.updated", objectType: "delivery", objectId: "2", reference: "2", facts: {} },
			summary: "Shipment 2 changed (waits for stock)",
			href: "https://erp.example/#loom/model/stock.shipment.out/2",
			version: "2026-11-25T11:02:00.000Z",
			customer: { externalId: "7", email: "Lena@example.com", phone: "+49 40 123456" },
			item: expect.objectContaining({ type: "delivery", expectedAt: "2026-11-30T12:00:00.000Z" }),
		});
	});

	const planned = (date: number) => ({ planned_date: day(2026, 11, date) });
	it("is delayed where its planned day is later than the one that is known, and says by how much", async () => {
		const read = beside(await foundShipment(planned(30)), await foundShipment(planned(27)));
		expect(read).toMatchObject({ kind: "delivery.delayed", facts: { delayDays: 3 } });
		expect(read.summary).toBe("Shipment 2 delayed by 3 days, now due 2026-11-30");
	});

	it.each([
		["earlier", planned(26), planned(27)],
		["the same day", planned(27), planned(27)],
		["without a day before", planned(30), { planned_date: null }],
		["without a day now", { planned_date: null }, planned(27)],
		["sent already", { ...planned(30), state: "done" }, planned(27)],
		["told as new before", { ...planned(27), create_date: INSIDE }, planned(27)],
	])("has only changed where it is %s", async (_, now, last) => {
		expect(beside(await foundShipment(now), await foundShipment(last))).toMatchObject({
			kind: "delivery.updated",
			facts: {},
		});
	});

	it("is new where it was made in the window", async () => {
		expect(translate(await foundShipment({ create_date: INSIDE })).kind).toBe("delivery.created");
	});
});

it.each(HOSTILE)("what was found but cannot be read is kept: %s", (_, body) => {
	for (const topic of ["sale.updated", "shipment.delayed", "nothing.known"])
		translate({ head: { topic, eventId: "4 x" }, payload: body });
});
