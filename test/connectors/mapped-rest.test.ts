import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemOf, runMapping } from "../../src/connections/mapping.ts";
import { SystemUnreachable } from "../../src/connectors/connector.ts";
import { mappedRest } from "../../src/connectors/mapped-rest/connector.ts";
import { pathOf } from "../../src/connectors/mapped-rest/lookup.ts";
import { fakeSystem, fixture, HOSTILE } from "./fake-system.ts";

const FORM = {
	url: "https://register.example.com/api/owners/{email}",
	auth: "header",
	name: "X-Api-Key",
	secret: "k-1",
};
const LENA = { email: "lena.hoffmann@example.com" };
const PATH = "/api/owners/";

const settingsOf = (change: object = {}) => mappedRest.settings.parse({ ...FORM, ...change });

function lookUp(reply: object, keys: object = LENA, change: object = {}) {
	const { fetchSystem, requests } = fakeSystem({ "/": reply });
	return { requests, result: mappedRest.lookup(keys, settingsOf(change), fetchSystem) };
}

test("one GET about the customer, and nothing made of the answer", async () => {
	const { requests, result } = lookUp(fixture("mapped-rest", "owner.json"));
	expect(await result).toEqual({ ok: true, found: true, items: [] });
	expect(requests).toEqual([{ path: "/api/owners/lena.hoffmann%40example.com", headers: { "X-Api-Key": "k-1" } }]);
});

test.each([
	[{ auth: "bearer", name: "" }, { Authorization: "Bearer k-1" }],
	[
		{ auth: "basic", name: "désirée", secret: "pass word" },
		{ Authorization: `Basic ${Buffer.from("désirée:pass word").toString("base64")}` },
	],
	[{ auth: "none", name: "", secret: "" }, {}],
])("signs in as it was told: %j", async (change, headers) => {
	const { requests, result } = lookUp({ body: [] }, LENA, change);
	await result;
	expect(requests[0]?.headers).toEqual(headers);
});

test("asks by proven keys only: where one is missing, nobody is asked", async () => {
	const url = "https://x.example/find/{externalId}?phone={phone}";
	for (const keys of [{}, LENA, { phone: "+49" }, { externalId: "7" }, { externalId: "", phone: "+49" }]) {
		const { requests, result } = lookUp({ body: [] }, keys, { url });
		expect(await result).toEqual({ ok: true, found: false, items: [] });
		expect(requests).toEqual([]);
	}
	const { requests, result } = lookUp({ body: [] }, { externalId: "7", phone: "+49 1" }, { url });
	expect(await result).toMatchObject({ found: true });
	expect(requests[0]?.path).toBe("/find/7?phone=%2B49%201");
});

test.each([
	"..",
	".",
	"%2e%2E",
	"a/../../admin",
	"a?role=admin",
	"a#b",
	"\\..\\",
	"a&phone=+1",
	"\ud800",
	"//evil.example/",
])("a key leaves its place in the address by no spelling: %s", (key) => {
	const origin = "https://x.example";
	const path = pathOf(`${origin}/find/{externalId}/card?phone={phone}`, { externalId: key, phone: key });
	if (path === undefined) return expect([".", ".."]).toContain(key);
	const url = new URL(path, origin);
	expect(url.origin).toBe(origin);
	expect(url.pathname).toMatch(/^\/find\/[^/]+\/card$/);
	expect([...url.searchParams.keys()]).toEqual(["phone"]);
	expect(url.hash).toBe("");
});

test("two keys in one segment cannot add up to a way out of it", () => {
	expect(pathOf("https://x.example/a/{externalId}{phone}/b", { externalId: ".", phone: "." })).toBeUndefined();
});

test("404 is a customer whom the system does not know; other refusals say what to do", async () => {
	expect(await lookUp(fixture("mapped-rest", "unknown.json")).result).toEqual({ ok: true, found: false, items: [] });
	expect(await lookUp(fixture("mapped-rest", "unauthorized.json")).result).toMatchObject({
		ok: false,
		reason: expect.stringContaining("does not accept the sign-in"),
	});
	expect(await lookUp({ status: 403, body: {} }).result).toMatchObject({ reason: expect.stringContaining("right to") });
	expect(await lookUp(fixture("mapped-rest", "limited.json")).result).toMatchObject({ ok: false, retryAfterMs: 7_000 });
	expect(await lookUp({ status: 500, body: {} }).result).toMatchObject({
		ok: false,
		reason: expect.stringContaining("500"),
	});
	expect(await lookUp({ body: undefined }).result).toMatchObject({
		ok: false,
		reason: expect.stringContaining("no JSON"),
	});
});

test.each(HOSTILE)("%s as an answer breaks neither the look-up nor a mapping", async (_name, body) => {
	const found = await lookUp({ body }).result;
	expect(found.ok).toBe(body !== undefined);
	const mapped = await runMapping(example(), { answers: [{ path: PATH, json: body }], items: [] }, 0);
	if (!mapped.ok) expect(mapped.message).toMatch(/\w{3}/);
});

test("the guide's mapping makes of the guide's answer what the guide says", async () => {
	const source = example();
	expect(problemOf(source)).toBeUndefined();
	const answers = [{ path: PATH, json: fixture("mapped-rest", "owner.json").body }];
	expect(await runMapping(source, { answers, items: [] }, 0)).toEqual({
		ok: true,
		notes: [],
		items: [
			{
				type: "ticket",
				id: "C-2041",
				reference: "C-2041",
				subject: "The reed is bent",
				state: { label: "Waiting for a part", tone: "warn" },
				updatedAt: "2026-11-20T10:15:00.000Z",
			},
			expect.objectContaining({
				type: "fields",
				id: "LT-2041-1",
				title: "Table loom",
				fields: expect.arrayContaining([{ key: "Until", label: "Until", value: "2028-05-14", type: "date" }]),
			}),
			expect.objectContaining({ type: "fields", id: "LT-1007-1", title: "Warping board" }),
		],
	});
	const shown = JSON.parse(/```json\n([\s\S]*?)```/.exec(guide())?.[1] ?? "");
	expect(fixture("mapped-rest", "owner.json").body).toMatchObject({ owner: shown.owner });
	expect(await runMapping(source, { answers: [{ path: PATH, json: shown }], items: [] }, 0)).toMatchObject({
		ok: true,
	});
});

test("the self-test asks about nobody, and says what works and what is missing", async () => {
	const tryIt = (reply: object) => mappedRest.test(settingsOf(), fakeSystem({ "/": reply }).fetchSystem);
	expect(await tryIt(fixture("mapped-rest", "unknown.json"))).toEqual([
		{ ok: true, text: "The system answers, and accepts the sign-in." },
		{ ok: true, text: "It says 404 to an address that is nobody's." },
	]);
	expect(await tryIt({ body: { products: [] } })).toMatchObject([
		{ ok: true },
		{ ok: true, text: expect.stringContaining("give nothing") },
	]);
	expect(await tryIt(fixture("mapped-rest", "unauthorized.json"))).toMatchObject([
		{ ok: false, text: expect.stringContaining("sign-in") },
	]);
	const unreachable = () => Promise.reject(new SystemUnreachable("the system cannot be reached", false));
	expect(await mappedRest.test(settingsOf(), unreachable)).toMatchObject([
		{ ok: false, text: expect.stringContaining("address") },
	]);
});

test.each([
	{ url: "http://x.example/{email}" },
	{ url: "https://x.example:8443/{email}" },
	{ url: "https://{email}.example/" },
	{ url: "https://user:pw@x.example/{email}" },
	{ url: "https://x.example/members" },
	{ url: "https://x.example/{name}/{email}" },
	{ url: "https://x.example/../{email}" },
	{ url: "https://x.example/%2e%2e/{email}" },
	{ url: "https://x.example/{email}#top" },
	{ auth: "cookie" },
	{ name: "Host" },
	{ name: "Cookie" },
	{ name: "X Key" },
	{ secret: "" },
	{ secret: "a\nb" },
	{ auth: "basic", name: "a:b" },
	{ auth: "bearer", secret: "two words" },
])("a form with %j is refused", (change) => {
	expect(mappedRest.settings.safeParse({ ...FORM, ...change }).success).toBe(false);
});

function guide(): string {
	return readFileSync(new URL("../../src/connectors/mapped-rest/README.md", import.meta.url), "utf8");
}

function example(): string {
	return /```jsonata\n([\s\S]*?)```/.exec(guide())?.[1] ?? "";
}
