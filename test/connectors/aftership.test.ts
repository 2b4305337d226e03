import { describe, expect, it } from "vitest";
import { carrierTime } from "../../src/connectors/aftership/carrier-time.ts";
import { aftership } from "../../src/connectors/aftership/connector.ts";
import { lookup } from "../../src/connectors/aftership/lookup.ts";
import { carrierName } from "../../src/connectors/aftership/parcel.ts";
import { item, type Parcel } from "../../src/protocol/card.ts";
import { fakeSystem, fixture, HOSTILE, payload } from "./fake-system.ts";

const settings = aftership.settings.parse({ apiKey: "asat_secret" });
const NOW = Date.parse("2026-11-25T09:00:00Z");
const LIST = "/tracking/2026-07/trackings";

function lookUp(reply: object = fixture("aftership", "trackings.json"), keys: object = { email: "lena@example.com" }) {
	const { fetchSystem, requests } = fakeSystem({ [LIST]: reply });
	const noted: unknown[] = [];
	const note = (path: string, value: string) => noted.push([path, value]);
	return { requests, noted, result: lookup(keys, settings, fetchSystem, note, NOW) };
}

async function parcels(looked: ReturnType<typeof lookUp>): Promise<Parcel[]> {
	const found = await looked.result;
	if (!found.ok) throw new Error(found.reason);
	return found.items.map((one) => {
		const parcel = item.parse(one);
		if (parcel.type !== "parcel") throw new Error(`a ${parcel.type} is no parcel`);
		return parcel;
	});
}

/** The first tracking of the fixture, changed. */
function answerWith(change: object) {
	const { data } = JSON.parse(JSON.stringify(payload("aftership", "trackings.json")));
	return { body: { meta: { code: 200 }, data: { trackings: [{ ...data.trackings[0], ...change }] } } };
}

describe("the parcels of a customer", () => {
	it("come late and troubled ones first, and only those that name the customer", async () => {
		const looked = lookUp();
		expect((await parcels(looked)).map(({ reference, state }) => [reference, state.label, state.tone])).toEqual([
			["9400112", "Late", "bad"],
			["9400114", "Delayed (Customs clearance)", "bad"],
			["9400115", "Out for delivery", "neutral"],
			["9400111", "In transit", "neutral"],
			["9400116", "Return: in transit", "neutral"],
			["9400113", "Delivered to neighbor", "good"],
		]);
		expect(looked.noted).toEqual([]);
	});

	it("tell carrier, order, expected day and the newest scan first", async () => {
		expect((await parcels(lookUp())).find(({ reference }) => reference === "9400111")).toEqual({
			type: "parcel",
			id: "a1lhrt4tz3v7bmhd0001",
			reference: "9400111",
			href: "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111",
			carrier: "USPS",
			order: "#1042",
			state: { label: "In transit", tone: "neutral" },
			expectedAt: "2026-11-28T12:00:00.000Z",
			updatedAt: "2026-11-24T10:00:00.000Z",
			checkpoints: [
				{ at: "2026-11-21T21:40:00.000Z", text: "Arrived at hub", place: "Toronto" },
				{ at: "2026-11-20T07:12:00.000Z", text: "Departed USPS facility", place: "Buffalo, NY" },
				{ at: "2026-11-18T22:19:47.000Z", text: "Picked up", place: "Toronto" },
			],
		});
		const shown = await parcels(lookUp());
		expect(shown.find(({ reference }) => reference === "9400113")).toMatchObject({
			deliveredAt: "2026-11-22T13:01:00.000Z",
		});
		expect(shown.find(({ reference }) => reference === "9400112")).toMatchObject({ order: "5001" });
	});

	it("take one call, with the key in its header", async () => {
		const { requests, result } = lookUp();
		await result;
		expect(requests).toEqual([
			{ path: `${LIST}?keyword=lena%40example.com&limit=50`, headers: { "as-api-key": "asat_secret" } },
		]);
	});

	it("are found by phone too, never by a shop's own id, and not by who subscribed", async () => {
		expect(await lookUp(undefined, { phone: "+4940123456" }).result).toMatchObject({ found: true });
		expect(await lookUp(undefined, { externalId: "cus_77" }).result).toMatchObject({ found: false });
		const subscriber = answerWith({
			customers: [],
			subscribed_emails: ["lena@example.com"],
			title: "lena@example.com",
		});
		expect(await lookUp(subscriber).result).toEqual({ ok: true, found: false, items: [] });
		expect(await lookUp(fixture("aftership", "trackings-none.json")).result).toMatchObject({ found: false });
	});

	it("are ten at most, with the newest twenty scans of each", async () => {
		const scan = { checkpoint_time: "2026-11-01T00:00:00Z", message: "Scan" };
		const many = Array.from({ length: 500 }, (_, n) => ({ ...scan, message: `Scan ${n}` }));
		const { body } = answerWith({ checkpoints: [...many, { ...scan, checkpoint_time: "2026-11-24T00:00:00Z" }] });
		const trackings = Array(60).fill(body.data.trackings[0]);
		const shown = await parcels(lookUp({ body: { ...body, data: { trackings } } }));
		expect(shown).toHaveLength(10);
		expect(shown[0]?.checkpoints).toHaveLength(20);
		expect(shown[0]?.checkpoints[0]).toEqual({ at: "2026-11-24T00:00:00.000Z", text: "Scan" });
	});
});

describe("a parcel's state", () => {
	const edd = (datetime: string) => ({ latest_estimated_delivery: { type: "specific", datetime } });
	it.each([
		["on the day that it is expected", edd("2026-11-25"), "In transit", "neutral"],
		["while the day lasts somewhere on earth", edd("2026-11-24"), "In transit", "neutral"],
		["when the day is over everywhere", edd("2026-11-23"), "Late", "bad"],
		["when the hour has passed", edd("2026-11-25T08:59:00Z"), "Late", "bad"],
		["when the hour has passed in its zone", edd("2026-11-25T09:30:00+0100"), "Late", "bad"],
		["before the hour without a zone is over everywhere", edd("2026-11-25T01:00:00"), "In transit", "neutral"],
		["with a date that is none", edd("soon"), "In transit", "neutral"],
		["when a failed attempt is late", { tag: "AttemptFail", ...edd("2026-11-20") }, "Arrival scan", "bad"],
		["when it waits for the customer", { tag: "AvailableForPickup", ...edd("2026-11-20") }, "Arrival scan", "warn"],
		["when nobody has heard of it", { tag: "Expired", ...edd("2026-10-20") }, "No news for 30 days", "warn"],
		["when it is announced", { tag: "InfoReceived" }, "Announced to the carrier", "neutral"],
		["when it is pending", { tag: "Pending" }, "Not yet seen by the carrier", "neutral"],
		[
			"when nothing more is known of the trouble",
			{ tag: "Exception", subtag: "Exception_001", subtag_message: "Exception" },
			"Delivery problem",
			"bad",
		],
	])("is told %s", async (_, change, label, tone) => {
		const [parcel] = await parcels(lookUp(answerWith(change)));
		expect(parcel?.state).toEqual({ label, tone });
	});

	it("that nobody knows is shown in its own words, and told to the admins", async () => {
		const looked = lookUp(answerWith({ tag: "HeldByDragon" }));
		expect((await parcels(looked))[0]?.state).toEqual({ label: "Held By Dragon", tone: "neutral" });
		expect(looked.noted).toEqual([["trackings.tag", "HeldByDragon"]]);
	});
});

describe("what AfterShip refuses", () => {
	it.each([
		["a wrong key", fixture("aftership", "invalid-key.json"), { reason: expect.stringContaining("does not accept") }],
		["a key without the scope", fixture("aftership", "forbidden.json"), { reason: expect.stringContaining("scope") }],
		["a value", fixture("aftership", "invalid-value.json"), { reason: "AfterShip refused the request (4008)." }],
		["another address", { status: 404 }, { reason: expect.stringContaining("(404)") }],
		["too many calls", fixture("aftership", "rate-limited.json"), { retryAfterMs: 3_000 }],
		["too many calls, without a time", { status: 429 }, { retryAfterMs: 1_000 }],
		["a fault of its own", fixture("aftership", "fault.json"), { reason: expect.stringContaining("(500)") }],
		["a page that is no JSON", {}, { reason: expect.stringContaining("no JSON") }],
		["a tag that is no text", answerWith({ tag: 7 }), { drift: { path: "data.trackings.0.tag", after: "number" } }],
		["a time that is none", answerWith({ updated_at: "today" }), { drift: { path: "data.trackings.0.updated_at" } }],
	])("is told for %s", async (_, reply, told) => {
		expect(await lookUp(reply).result).toMatchObject({ ok: false, ...told });
	});

	it.each(HOSTILE)("is never an exception: %s", async (_, hostile) => {
		for (const body of [
			hostile,
			{ data: hostile },
			{ data: { trackings: hostile } },
			{ data: { trackings: [hostile] } },
		])
			expect(await lookUp({ body }).result).toHaveProperty("ok");
		for (const field of ["customers", "checkpoints", "latest_estimated_delivery", "courier_tracking_link"])
			expect(await lookUp(answerWith({ [field]: hostile })).result).toHaveProperty("ok");
	});
});

describe("the test of a connection", () => {
	const run = (reply: object) => aftership.test(settings, fakeSystem({ [LIST]: reply }).fetchSystem);

	it("says what the key may read, and whether customers can be found", async () => {
		expect(await run(fixture("aftership", "trackings.json"))).toEqual([
			{ ok: true, text: "The key may read trackings: 7 of the last 120 days." },
			{ ok: true, text: expect.stringContaining("7 name their customer") },
		]);
		expect((await run(fixture("aftership", "trackings-none.json"))).every(({ ok }) => ok)).toBe(true);
		expect((await run(answerWith({ customers: [{ name: "Lena", email: null }] })))[1]).toEqual({
			ok: false,
			text: expect.stringContaining("nobody can be found"),
		});
	});

	it.each([
		["invalid-key.json", /does not accept/],
		["forbidden.json", /scope/],
	])("tells of %s", async (name, text) => {
		expect(await run(fixture("aftership", name))).toEqual([{ ok: false, text: expect.stringMatching(text) }]);
	});
});

it("carriers' times are read in each of their forms", () => {
	expect(carrierTime("2026-11-25")?.at).toBe("2026-11-25T12:00:00.000Z");
	expect(carrierTime("2026-11-25T10:00:00")?.at).toBe("2026-11-25T10:00:00.000Z");
	expect(carrierTime("2026-11-25T10:00:00-05:00")?.at).toBe("2026-11-25T15:00:00.000Z");
	for (const none of ["", "2026-13-45", "25/11/2026", "2026-11-25T10", "2026-11-25T10:00:00 CET", "x".repeat(100_000)])
		expect(carrierTime(none)).toBeUndefined();
});

it("carriers are called by their names", () => {
	expect(["dhl", "fedex", "sf-express", "royal-mail"].map(carrierName)).toEqual([
		"DHL",
		"FedEx",
		"SF Express",
		"Royal Mail",
	]);
});
