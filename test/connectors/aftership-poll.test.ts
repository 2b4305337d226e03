// What AfterShip says has changed, and how it stands to what its webhooks tell. Against the sandbox: test/sandbox/aftership-sweep.test.ts.
import { describe, expect, it } from "vitest";
import { tracking } from "../../src/connectors/aftership/answers.ts";
import { aftership } from "../../src/connectors/aftership/connector.ts";
import { toParcel } from "../../src/connectors/aftership/parcel.ts";
import { besideLast, poll } from "../../src/connectors/aftership/poll.ts";
import { translate } from "../../src/connectors/aftership/translate.ts";
import type { Finding } from "../../src/connectors/connector.ts";
import { stateId } from "../../src/events/twins.ts";
import { connectionId } from "../../src/protocol/ids.ts";
import { fakeSystem, fixture, HOSTILE, payload } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const SPAN = { afterMs: Date.parse("2026-11-22T08:00:00.400Z"), untilMs: Date.parse("2026-11-25T09:00:00.900Z") };
/** The parcels are on time then, but for those that are not. */
const NOW = Date.parse("2026-11-24T10:05:00Z");
const LIST = "/tracking/2026-07/trackings?";
const CONNECTION = connectionId.parse("cnn_01jd8z3v9m4r7t2x5w6y8a0b1c");
const settings = aftership.settings.parse({ apiKey: "asat_1" });

function ask(...replies: object[]) {
	const { fetchSystem, requests } = fakeSystem({ [LIST]: replies });
	const page = (cursor?: string) => poll.changedSince(SPAN, settings, fetchSystem, cursor);
	const queries = () => requests.map(({ path }) => new URL(path, "https://api.aftership.com").searchParams);
	return { page, queries };
}

const listOf = (trackings: object[], pagination: object = { next_cursor: "", has_next_page: false }) => ({
	body: { meta: { code: 200 }, data: { pagination, trackings } },
});
const read = ({ head, payload }: Finding) => checkTranslated(translate(head, payload, NOW));
const hook = (name: string, change: object = {}): { is_tracking_first_tag: boolean; msg: Record<string, unknown> } => {
	const event = JSON.parse(JSON.stringify(payload("aftership", name)));
	Object.assign(event.msg, change);
	return event;
};

async function findingsOf(...trackings: object[]): Promise<Finding[]> {
	const answer = await ask(listOf(trackings)).page();
	if (!answer.ok) throw new Error(answer.reason);
	return answer.value.findings;
}

async function found(tracking: object): Promise<Finding> {
	const [one] = await findingsOf(tracking);
	if (!one) throw new Error("it is found");
	return one;
}

const UPDATE = "hook-tracking-update.json";
const label = (hour: number) => ({
	tag: "InfoReceived",
	message: "Label made",
	checkpoint_time: `2026-11-24T0${hour}:00:00+00:00`,
});
const ANNOUNCED = { tag: "InfoReceived", subtag: "InfoReceived_001", checkpoints: [label(7)] };
const ANNOUNCED_AGAIN = { ...ANNOUNCED, checkpoints: [label(7), label(8)] };

describe("a state that webhook and sweep tell of", () => {
	it.each<[string, string, object, boolean, string]>([
		["a scan", UPDATE, {}, false, "delivery.updated"],
		["a delivery", "hook-delivered.json", {}, true, "delivery.delivered"],
		["a delay", "hook-exception.json", {}, true, "delivery.delayed"],
		["a failed attempt", UPDATE, { tag: "AttemptFail", subtag: "AttemptFail_001" }, true, "delivery.exception"],
		["a new parcel", UPDATE, ANNOUNCED, true, "delivery.created"],
		["a new parcel, told once more", UPDATE, ANNOUNCED_AGAIN, false, "delivery.updated"],
		["a return", UPDATE, { shipment_direction: "return", tag: "Exception" }, true, "delivery.updated"],
	])("is one event: %s", async (_, name, change, first, kind) => {
		const event = { ...hook(name, change), is_tracking_first_tag: first };
		const pushed = translate({ topic: "tracking_update", eventId: "evt_1" }, event, NOW);
		const swept = read(await found(event.msg));
		expect(swept).toEqual(pushed);
		expect(swept).toMatchObject({ kind, version: new Date(String(event.msg.updated_at)).toISOString() });
		expect(await stateId(CONNECTION, poll, swept)).toBe(await stateId(CONNECTION, poll, pushed));
	});

	it("is one event where the expected day has moved from the one that is known", async () => {
		const event = hook("hook-edd-revise.json");
		const before = toParcel(tracking.parse({ ...event.msg, latest_estimated_delivery: null }), NOW);
		const pushed = translate({ topic: "edd_revise", eventId: "evt_1" }, event, NOW);
		const swept = read(besideLast(await found(event.msg), before, NOW));
		expect(swept).toEqual(pushed);
		expect(swept.kind).toBe("delivery.delayed");
		expect(await stateId(CONNECTION, poll, swept)).toBe(await stateId(CONNECTION, poll, pushed));
	});
});

describe("a tracking that is known", () => {
	const parcelOf = (change: object = {}) => toParcel(tracking.parse(hook(UPDATE, change).msg), NOW);
	const beside = async (before: object, change: object) =>
		besideLast(await found(hook(UPDATE, change).msg), parcelOf(before), NOW);
	const LATER = { updated_at: "2026-11-24T10:04:00+00:00" };

	it("and that nothing happened to stays the state that it was, whatever was edited", async () => {
		const told = read(await beside({}, { ...LATER, order_number: "#7", title: "For Lena" }));
		expect(told.version).toBe(parcelOf().updatedAt);
	});

	it.each<[string, object, object, string, string]>([
		["scanned", {}, { checkpoints: [] }, "tracking_update", "delivery.updated"],
		["delivered", {}, { tag: "Delivered", subtag: "Delivered_001" }, "tracking_update", "delivery.delivered"],
		[
			"given a first expected day",
			{ first_estimated_delivery: null, latest_estimated_delivery: null, courier_estimated_delivery_date: null },
			{},
			"tracking_update",
			"delivery.updated",
		],
		["announced", { tag: "Pending", subtag: "Pending_001" }, ANNOUNCED, "tracking_update", "delivery.created"],
		["announced once more", ANNOUNCED, ANNOUNCED_AGAIN, "tracking_update", "delivery.updated"],
	])("and was %s is told of", async (_, before, change, topic, kind) => {
		const one = await beside(before, { ...change, ...LATER });
		expect(one.head.topic).toBe(topic);
		expect(read(one)).toMatchObject({ kind, version: "2026-11-24T10:04:00.000Z" });
	});

	it("and has become late since is told as that", async () => {
		const expected = { latest_estimated_delivery: { datetime: "2026-11-25" } };
		const before = parcelOf(expected);
		const { msg } = hook(UPDATE, { ...expected, ...LATER });
		const late = Date.parse("2026-11-28T00:00:00Z");
		const one = besideLast(await found(msg), before, late);
		expect(translate(one.head, one.payload, late)).toMatchObject({
			kind: "delivery.delayed",
			version: "2026-11-24T10:04:00.000Z",
		});
	});

	it("as something else than a parcel says nothing, nor does what cannot be read", async () => {
		const one = await found(hook(UPDATE).msg);
		expect(besideLast(one, { type: "fields", id: "1", title: "x", fields: [] }, NOW)).toEqual(one);
		const other = { head: one.head, payload: { msg: { id: 7 } } };
		expect(besideLast(other, parcelOf(), NOW)).toEqual(other);
	});
});

describe("the trackings", () => {
	it("are asked for by whole seconds, page behind page, as AfterShip's cursor leads", async () => {
		const { trackings } = Object(Object(fixture("aftership", "trackings.json").body).data);
		const { page, queries } = ask(
			listOf(trackings, { next_cursor: "WzE3", has_next_page: true }),
			listOf([], { next_cursor: "WzE3", has_next_page: true }),
		);
		expect(await page()).toMatchObject({ ok: true, value: { next: "WzE3" } });
		// A cursor that leads to itself would lead to no end.
		expect(await page("WzE3")).toEqual({ ok: true, value: { findings: [] } });
		expect(queries().map((query) => query.get("cursor"))).toEqual([null, "WzE3"]);
		for (const query of queries()) {
			expect(query.get("updated_at_min")).toBe("2026-11-22T08:00:00+00:00");
			expect(query.get("updated_at_max")).toBe("2026-11-25T09:00:00+00:00");
		}
	});

	it("that wait for their carrier are no news, nor those that have changed since the window's end", async () => {
		const { msg } = hook(UPDATE);
		expect(await findingsOf({ ...msg, tag: "Pending" })).toEqual([]);
		expect(await findingsOf({ ...msg, updated_at: "2026-11-25T09:00:01+00:00" })).toEqual([]);
		expect(await findingsOf({ ...msg, updated_at: "2026-11-25T09:00:00+00:00" })).toHaveLength(1);
	});

	it("are not all of them where AfterShip is limiting us: it says when to come back", async () => {
		const limited = ask(fixture("aftership", "rate-limited.json"));
		expect(await limited.page()).toMatchObject({ ok: false, retryAfterMs: expect.any(Number) });
		expect(await ask(fixture("aftership", "forbidden.json")).page()).toMatchObject({
			ok: false,
			reason: expect.stringContaining("scope"),
		});
	});

	it.each(HOSTILE)("in an answer that is %s are none, or it is told of in a sentence", async (_, hostile) => {
		for (const body of [hostile, { data: hostile }, { data: { trackings: [hostile] } }]) {
			const answer = await ask({ body }).page();
			if (answer.ok) expect(answer.value.findings).toEqual([]);
			else expect(answer.reason).toMatch(/^[A-Z].{10,}/);
		}
	});
});
