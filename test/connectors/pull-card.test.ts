import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { pullCard } from "../../src/connectors/pull-card/connector.ts";
import { item } from "../../src/protocol/card.ts";
import { pullCardRequest } from "../../src/protocol/pull-card.ts";
import { fakeSystem, fixture, HOSTILE } from "./fake-system.ts";

const SECRET = `whsec_${"c2VjcmV0".repeat(6)}`;
const settings = pullCard.settings.parse({ url: "https://api.example.com/heddle/card?v=1", secret: SECRET });
const PATH = "/heddle/card?v=1";
const LENA = { externalId: "1042", email: "lena@example.com" };

function lookUp(reply: object = fixture("pull-card", "cards.json"), keys: object = LENA) {
	const { fetchSystem, requests } = fakeSystem({ [PATH]: reply });
	return { requests, result: pullCard.lookup(keys, settings, fetchSystem) };
}

/** A card with one field, changed. */
const withField = (change: object) => ({
	body: { cards: [{ title: "T", fields: [{ key: "k", label: "L", value: "v", ...change }] }] },
});

describe("what an endpoint says about a customer", () => {
	it("is shown as the page of the contract has it", async () => {
		const found = await lookUp().result;
		if (!found.ok) throw new Error(found.reason);
		expect(found.items.map((one) => item.parse(one))).toEqual([
			{
				type: "fields",
				id: "1",
				title: "Loyalty card",
				href: "https://shop.example.com/admin/members/1042",
				updatedAt: "2026-11-23T09:00:00.000Z",
				fields: [
					{ key: "tier", label: "Tier", value: "Gold", href: "https://shop.example.com/tiers" },
					{ key: "points", label: "Points", value: "1250", type: "number" },
					{ key: "credit", label: "Credit", value: "12.50 EUR", type: "money" },
					{ key: "until", label: "Points expire", value: "2027-03-01", type: "date", tone: "warn" },
					{ key: "birthday", label: "Birthday", value: "1988-05-17", type: "date", sensitive: true },
				],
			},
		]);
	});

	it("is asked by all that is proven, the shop's own id too, in a signed body and nowhere else", async () => {
		const { result, requests } = lookUp(undefined, { ...LENA, phone: "+491" });
		await result;
		const [request] = requests;
		expect(request).toMatchObject({ method: "POST", path: PATH });
		const body = request?.text?.body ?? "";
		expect(pullCardRequest.parse(JSON.parse(body))).toEqual({ customer: { ...LENA, phone: "+491" } });
		// The scheme's own library finds the signature good, and no longer when a byte is another.
		const library = new Webhook(SECRET);
		expect(library.verify(body, request?.headers ?? {})).toBeTruthy();
		expect(() => library.verify(body.replace("1042", "1043"), request?.headers ?? {})).toThrow();
	});

	it("is asked under a new id each time, and not at all where nothing is proven", async () => {
		const ids = await Promise.all(
			[1, 2].map(async () => {
				const { result, requests } = lookUp();
				await result;
				return requests[0]?.headers?.["webhook-id"];
			}),
		);
		expect(new Set(ids).size).toBe(2);
		const nothing = lookUp(undefined, {});
		expect(await nothing.result).toEqual({ ok: true, found: false, items: [] });
		expect(nothing.requests).toEqual([]);
	});

	it.each([
		["status 404", fixture("pull-card", "unknown.json")],
		["no cards", { body: { cards: [] } }],
	])("is nothing with %s", async (_, reply) => {
		expect(await lookUp(reply).result).toEqual({ ok: true, found: false, items: [] });
	});

	it("is bounded, keeps the endpoint's order, and leaves out what is empty", async () => {
		const card = (title: string) => ({
			title,
			fields: Array.from({ length: 40 }, (_, place) => ({ key: `k${place}`, label: "L", value: "v" })),
		});
		const found = await lookUp({ body: { cards: Array.from({ length: 20 }, (_, place) => card(`Card ${place}`)) } })
			.result;
		if (!found.ok) throw new Error(found.reason);
		expect(found.items.map((one) => (one.type === "fields" ? [one.id, one.title, one.fields.length] : []))).toEqual(
			Array.from({ length: 10 }, (_, place) => [String(place + 1), `Card ${place}`, 30]),
		);
		for (const value of [null, "", " \u200b"])
			expect(await lookUp(withField({ value })).result).toMatchObject({ items: [{ fields: [] }] });
	});

	it("holds for as long as the endpoint says", async () => {
		const cards = [{ title: "T", fields: [] }];
		expect(await lookUp({ body: { cards, ttlSeconds: 20 } }).result).toMatchObject({ freshForMs: 20_000 });
		expect(await lookUp({ body: { cards } }).result).not.toHaveProperty("freshForMs");
	});

	it("says when it was true in UTC", async () => {
		const body = { cards: [{ title: "T", updatedAt: "2026-11-23T09:00:00+08:00", fields: [] }] };
		expect(await lookUp({ body }).result).toMatchObject({ items: [{ updatedAt: "2026-11-23T01:00:00.000Z" }] });
	});
});

describe("an answer that does not keep to the contract", () => {
	it.each([
		[{ value: { text: "x" } }, "cards.0.fields.0.value should be text or a number, is object"],
		[{ value: undefined }, "cards.0.fields.0.value should be text or a number, is nothing"],
		[{ value: "x".repeat(501) }, "cards.0.fields.0.value should be"],
		[{ label: 7 }, "cards.0.fields.0.label should be text, is number"],
		[{ key: undefined }, "cards.0.fields.0.key should be text, is nothing"],
		[{ type: "colour" }, "cards.0.fields.0.type should be one of text, number, date, money"],
		[{ type: "number", value: "1,250" }, "cards.0.fields.0.value should be a number as 12.5"],
		[{ type: "money", value: "12.50" }, "cards.0.fields.0.value should be money as 12.50 EUR"],
		[{ type: "date", value: "23.11.2026" }, "cards.0.fields.0.value should be a date as 2026-11-23"],
		[{ href: "javascript:alert(1)" }, "cards.0.fields.0.href should be"],
		[{ tone: "loud" }, "cards.0.fields.0.tone should be one of good"],
		[{ sensitive: "yes" }, "cards.0.fields.0.sensitive should be yes or no, is text"],
	])("is refused by its field: %j", async (change, words) => {
		const refused = await lookUp(withField(change)).result;
		expect(refused).toMatchObject({
			ok: false,
			reason: expect.stringContaining(words),
			drift: { path: expect.any(String) },
		});
		expect(JSON.stringify(refused)).not.toMatch(/1,250|23\.11|alert/);
	});

	it.each([
		["a list", [], "the answer should be object, is list"],
		["no list of cards", { cards: {} }, "cards should be list, is object"],
		["a card without fields", { cards: [{ title: "T" }] }, "cards.0.fields should be list, is nothing"],
		[
			"one key twice",
			{ cards: [{ title: "T", fields: ["a", "b", "a"].map((key) => ({ key, label: "L", value: "v" })) }] },
			"cards.0.fields.2.key should be a key of its own in the card",
		],
		["an action", { cards: [{ title: "T", fields: [], actions: [{}] }] }, "cards.0.actions should be an empty list"],
		[
			"a time without a zone",
			{ cards: [{ title: "T", fields: [], updatedAt: "2026-11-23T09:00:00" }] },
			"cards.0.updatedAt",
		],
		[
			"a time beyond the calendar",
			{ cards: [{ title: "T", fields: [], updatedAt: "0000-01-01T00:00:00+14:00" }] },
			"cards.0.updatedAt",
		],
		["milliseconds for seconds", { cards: [], ttlSeconds: 300_000 }, "ttlSeconds should be"],
		["no JSON", undefined, "no JSON"],
	])("is refused: %s", async (_, body, words) => {
		expect(await lookUp({ body }).result).toMatchObject({ ok: false, reason: expect.stringContaining(words) });
	});

	it.each(HOSTILE)("never makes a look-up throw: %s", async (_, hostile) => {
		for (const body of [
			hostile,
			{ cards: hostile },
			{ cards: [hostile] },
			{ cards: [{ title: "T", fields: [hostile] }] },
			withField({ value: hostile }).body,
			withField({ label: hostile }).body,
		]) {
			const found = await lookUp({ body }).result;
			if (found.ok) for (const one of found.items) item.parse(one);
		}
	});
});

describe("an endpoint that refuses", () => {
	it.each([
		["a signature", fixture("pull-card", "unsigned.json"), "secret"],
		["everybody (a firewall)", { status: 403 }, "firewall"],
		["too many", { status: 429, headers: { "retry-after": "20" } }, "limiting our calls"],
		["for a fault of its own", { status: 500 }, "(500)"],
		["a method", { status: 405 }, "(405)"],
	])("is told apart: %s", async (_, reply, words) => {
		const refused = await lookUp(reply).result;
		expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining(words) });
		expect(JSON.stringify(refused)).not.toContain(SECRET);
	});

	it("because its clock is wrong hears so, with the minutes", async () => {
		const date = new Date(Date.now() - 20 * 60_000).toUTCString();
		expect(await lookUp({ status: 401, headers: { date } }).result).toMatchObject({
			reason: expect.stringContaining("clock is 20 minutes slow"),
		});
	});
});

describe("the test of a connection", () => {
	const test = (...replies: object[]) => pullCard.test(settings, fakeSystem({ [PATH]: replies }).fetchSystem);

	it("asks about nobody, once signed and once with a forged signature", async () => {
		const { fetchSystem, requests } = fakeSystem({ [PATH]: [{ body: { cards: [] } }, { status: 401 }] });
		const lines = await pullCard.test(settings, fetchSystem);
		expect(lines.map(({ ok }) => ok)).toEqual([true, true, true]);
		const library = new Webhook(SECRET);
		const [signed, forged] = requests.map(
			({ text, headers = {} }) =>
				() =>
					library.verify(text?.body ?? "", headers),
		);
		expect(signed).not.toThrow();
		expect(forged).toThrow();
		expect(requests.map(({ text }) => text?.body).join()).toContain("@example.invalid");
	});

	it("says when an endpoint tells everybody, knows everybody, or has the wrong time", async () => {
		const open = await test({ status: 404 }, { status: 404 });
		expect(open.filter(({ ok }) => !ok)).toEqual([{ ok: false, text: expect.stringContaining("anybody could read") }]);
		const knowing = await test(fixture("pull-card", "cards.json"), { status: 403 });
		expect(knowing.filter(({ ok }) => !ok)).toEqual([{ ok: false, text: expect.stringContaining("nobody's") }]);
		const date = new Date(Date.now() + 3_600_000).toUTCString();
		const late = await test({ status: 404, headers: { date } }, { status: 401 });
		expect(late.filter(({ ok }) => !ok)).toEqual([{ ok: false, text: expect.stringContaining("60 minutes fast") }]);
		expect(await test({ status: 401 })).toEqual([
			{ ok: false, text: expect.stringContaining("does not accept the signature") },
		]);
	});
});

describe("the settings", () => {
	it.each([
		["a secret that was thought up", { secret: "whsec_correcthorse" }],
		["a secret without its form", { secret: "c2VjcmV0".repeat(6) }],
		["a secret that is no base64", { secret: `whsec_${"c2VjcmV0".repeat(6)}!` }],
		["an address without https", { url: "http://api.example.com/card" }],
		["an address with a sign-in", { url: "https://me:pw@api.example.com/card" }],
		["an address with a port", { url: "https://api.example.com:8443/card" }],
	])("refuse %s", (_, change) => {
		const form = { url: "https://api.example.com/card", secret: SECRET };
		expect(pullCard.settings.safeParse(form).success).toBe(true);
		expect(pullCard.settings.safeParse({ ...form, ...change }).success).toBe(false);
	});
});
