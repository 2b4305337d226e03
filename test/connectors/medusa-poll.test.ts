// What a shop says has changed, and how it stands to what its subscriber tells. Against the sandbox: test/sandbox/medusa-sweep.test.ts.
import { describe, expect, it } from "vitest";
import { order as orderAnswer } from "../../src/connectors/medusa/answers.ts";
import { medusa } from "../../src/connectors/medusa/connector.ts";
import { toOrder } from "../../src/connectors/medusa/order.ts";
import { poll } from "../../src/connectors/medusa/poll.ts";
import { stateId } from "../../src/events/twins.ts";
import { connectionId } from "../../src/protocol/ids.ts";
import { fakeSystem, fixture, HOSTILE, payload } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const SPAN = { afterMs: Date.parse("2026-11-23T08:00:00Z"), untilMs: Date.parse("2026-11-23T09:00:00Z") };
const BEFORE = "2026-11-20T08:15:30.123Z";
const AT = "2026-11-23T08:30:00.250Z";
const ORDERS = "/admin/orders?";
const PAYMENTS = "/admin/payments?";
const settings = medusa.settings.parse({ url: "https://api.oak.example", secretKey: "sk_1" });
const NONE = { [ORDERS]: { body: { orders: [] } }, [PAYMENTS]: { body: { payments: [] } } };

const orderWith = (change: object) => ({
	...Object(payload("medusa", "hook-order.json").data),
	updated_at: BEFORE,
	payment_status: "authorized",
	payment_collections: [],
	...change,
});
const paid = (change: object = {}) => ({
	payment_status: "captured",
	payment_collections: [{ refunded_amount: null, updated_at: AT, ...change }],
});
const parcel = (change: object) => ({ fulfillments: [{ labels: [], updated_at: AT, ...change }] });

function ask(routes: Parameters<typeof fakeSystem>[0]) {
	const { fetchSystem, requests } = fakeSystem({ ...NONE, ...routes });
	const page = (cursor?: string) => poll.changedSince(SPAN, settings, fetchSystem, cursor);
	const all = async () => {
		const findings = [];
		let cursor: string | undefined;
		do {
			const read = await page(cursor);
			if (!read.ok) throw new Error(read.reason);
			findings.push(...read.value.findings);
			cursor = read.value.next;
		} while (cursor !== undefined && requests.length < 100);
		return findings;
	};
	const queries = () => requests.map(({ path }) => new URL(path, "https://api.oak.example").searchParams);
	return { page, all, queries, requests };
}

const read = ({ head, payload }: Awaited<ReturnType<ReturnType<typeof ask>["all"]>>[number]) =>
	checkTranslated(medusa.hooks?.translate(head, payload, settings) ?? Object(undefined));

/** The only finding of a shop with this order in it. */
async function found(change: object) {
	const [one, ...more] = await ask({ [ORDERS]: { body: { orders: [orderWith(change)] } } }).all();
	if (!one || more.length > 0) throw new Error("one is found");
	return one;
}

/** What can happen, with the event that the subscriber sends of it. */
const HAPPENINGS: [topic: string, change: object, kind: string][] = [
	["order.placed", { created_at: AT, updated_at: AT }, "order.created"],
	["order.canceled", { status: "canceled", canceled_at: AT, updated_at: AT }, "order.cancelled"],
	["payment.captured", paid(), "order.paid"],
	["payment.refunded", { ...paid({ refunded_amount: 5 }), payment_status: "partially_refunded" }, "order.refunded"],
	["shipment.created", { ...parcel({ shipped_at: AT }), fulfillment_status: "shipped" }, "order.fulfilled"],
	[
		"delivery.created",
		{ ...parcel({ shipped_at: BEFORE, delivered_at: AT }), fulfillment_status: "delivered" },
		"delivery.delivered",
	],
	["order.updated", { updated_at: AT }, "order.updated"],
];

describe.each(HAPPENINGS)("%s", (topic, change, kind) => {
	const connection = connectionId.parse("cnn_01jd8z3v9m4r7t2x5w6y8a0b1c");
	const webhook = async () => {
		const head = { topic, eventId: "msg_1", occurredAt: "2026-11-23T08:30:02.000Z" };
		const message = { type: topic, timestamp: head.occurredAt, data: orderWith(change) };
		return medusa.hooks?.translate(head, message, settings) ?? Object(undefined);
	};

	it("is found as what it is, in the form of its webhook, and is one event with it", async () => {
		const one = await found(change);
		expect(one.head).toEqual({ topic, eventId: `order_01K00000000000000000000015 ${AT}` });
		expect(read(one)).toEqual(await webhook());
		expect(read(one)).toMatchObject({ kind, version: AT });
		expect(await stateId(connection, poll, read(one))).toBe(await stateId(connection, poll, await webhook()));
	});

	it("is told as what is new, where the order is known", async () => {
		const last = toOrder(orderAnswer.parse(orderWith({})), settings);
		const one = poll.besideLast?.(await found({ ...change, created_at: BEFORE }), last);
		// That it was placed is known then.
		expect(one?.head.topic).toBe(topic === "order.placed" ? "order.updated" : topic);
	});
});

describe("an order that is known", () => {
	const last = (change: object) => toOrder(orderAnswer.parse(orderWith(change)), settings);

	it.each<[string, string, object, object]>([
		["placed within the window", "order.updated", {}, { created_at: AT, updated_at: AT }],
		["refunded before", "order.updated", paid({ refunded_amount: 5 }), paid({ refunded_amount: 5 })],
		["refunded once more", "payment.refunded", paid({ refunded_amount: 5 }), paid({ refunded_amount: 7.5 })],
		["cancelled before", "order.updated", { status: "canceled" }, { status: "canceled", canceled_at: AT }],
		["paid before, then sent", "shipment.created", paid(), { ...paid(), fulfillment_status: "partially_shipped" }],
	])("and was %s is told as %s", async (_, topic, before, change) => {
		expect(poll.besideLast?.(await found(change), last(before)).head.topic).toBe(topic);
	});

	it("as something else than an order says nothing, nor does what cannot be read", async () => {
		const one = await found(paid());
		expect(poll.besideLast?.(one, { type: "fields", id: "1", title: "x", fields: [] })).toEqual(one);
		const other = { head: one.head, payload: { data: 7 } };
		expect(poll.besideLast?.(other, last({}))).toEqual(other);
	});
});

describe("the orders", () => {
	const ten = (times: string[]) => ({
		body: { orders: times.map((updated_at, at) => orderWith({ id: `order_${at}`, updated_at })) },
	});
	const second = (at: number) => `2026-11-23T08:10:${String(at).padStart(2, "0")}.000Z`;

	it("are read behind the last time of change, and within one time by count", async () => {
		const rising = ten(Array.from({ length: 10 }, (_, at) => second(at)));
		const equal = ten(Array(10).fill(second(9)));
		const { all, queries } = ask({ [ORDERS]: [rising, equal, equal, ten([second(9)])] });
		await all();
		const asked = queries().map((query) => [
			query.get("updated_at[$gt]") ?? query.get("updated_at[$gte]"),
			query.get("offset"),
		]);
		expect(asked).toEqual([
			["2026-11-23T08:00:00.000Z", "0"],
			[second(9), "0"],
			[second(9), "10"],
			[second(9), "20"],
			[null, "0"],
		]);
		for (const query of queries().slice(0, 4)) {
			expect(query.get("updated_at[$lte]")).toBe("2026-11-23T09:00:00.000Z");
			expect(query.get("order")).toBe("updated_at");
		}
	});

	it("that cannot be read are kept as events of another kind", async () => {
		const one = await found({ id: "order_1", updated_at: AT, total: "a lot" });
		expect(read(one)).toMatchObject({ kind: "other" });
	});
});

describe("the payments", () => {
	const orders = [{ body: { orders: [] } }, { body: { orders: [orderWith(paid())] } }];

	it("lead to the orders whose money moved, newest first until the window's beginning", async () => {
		const { all, queries } = ask({ [ORDERS]: orders, [PAYMENTS]: fixture("medusa", "payments.json") });
		expect((await all()).map(({ head }) => head.topic)).toEqual(["payment.captured"]);
		const [, payments, theirs, ...more] = queries();
		expect(payments?.get("order")).toBe("-payment_collection.updated_at");
		expect(theirs?.getAll("id[]")).toEqual(["order_01K00000000000000000000015"]);
		expect(more).toEqual([]);
	});

	it("are read on while they lie within the window, and tell nothing of what comes after it or changed itself", async () => {
		const moved = (updated_at: string, change: object = {}) => ({
			payment_collection: { updated_at, order: { id: "order_1", updated_at: BEFORE, ...change } },
		});
		const page = (one: object) => ({ body: { payments: Array(10).fill(one) } });
		const pages = [page(moved("2026-11-23T09:00:00.001Z")), page(moved(AT, { updated_at: AT })), page(moved(BEFORE))];
		const { all, queries } = ask({ [PAYMENTS]: pages });
		expect(await all()).toEqual([]);
		expect(queries().map((query) => query.get("offset"))).toEqual(["0", "0", "10", "20"]);
	});

	it("that may not be read are named, and so is a limit, with the time that it asks for", async () => {
		const denied = ask({ [PAYMENTS]: { status: 403 } });
		await expect(denied.all()).rejects.toThrow("does not let this key read payments");
		const limited = { status: 429, headers: { "retry-after": "7" } };
		expect(await ask({ [ORDERS]: limited }).page()).toMatchObject({ ok: false, retryAfterMs: 7_000 });
		const later = ask({
			[ORDERS]: [{ body: { orders: [] } }, limited],
			[PAYMENTS]: fixture("medusa", "payments.json"),
		});
		expect(await later.page('{"list":"payments","start":0}')).toMatchObject({ ok: true });
		expect(await later.page('{"list":"payments","start":0}')).toMatchObject({ ok: false, retryAfterMs: 7_000 });
	});
});

it.each(HOSTILE)("a shop that answers %s is told of in a sentence, or has nothing to tell", async (_, body) => {
	for (const cursor of [undefined, '{"not":"mine"}', '{"list":"payments","start":0}']) {
		const result = await ask({ [ORDERS]: { body }, [PAYMENTS]: { body } }).page(cursor);
		if (result.ok) expect(result.value.findings).toEqual([]);
		else expect(result.reason).toMatch(/^[A-Z].{10,}/);
	}
});
