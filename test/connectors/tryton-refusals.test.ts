import { describe, expect, it } from "vitest";
import { tryton } from "../../src/connectors/tryton/connector.ts";
import { settings as form } from "../../src/connectors/tryton/settings.ts";
import { HOSTILE } from "./fake-system.ts";
import {
	answer,
	changed,
	day,
	lookUp,
	MECHANISM,
	PREFERENCES,
	type Reply,
	SALE,
	SHIPMENT,
	server,
	settings,
} from "./fake-tryton.ts";

const unauthenticated = { status: 401 };

describe("what Tryton refuses", () => {
	it.each([
		["a wrong password", unauthenticated, { reason: expect.stringContaining("database loom") }],
		["a user outside of the group", answer("no-access.json"), { reason: expect.stringContaining("group Sales") }],
		["a module that is not activated", answer("no-model.json"), { reason: expect.stringContaining("module sale") }],
		[
			"a field that is gone",
			answer("no-field.json"),
			{ drift: { path: "sale.sale.shipment_state", before: "a field", after: "nothing" } },
		],
		["a second factor", answer("more-than-a-password.json"), { reason: expect.stringContaining("password alone") }],
		[
			"a database that is not there",
			answer("no-database.json"),
			{ reason: expect.stringContaining("no database loom") },
		],
		[
			"the same on PostgreSQL",
			{ body: { id: 1, error: ['connection failed: FATAL:  database "loom" does not exist\n', ""] } },
			{ reason: expect.stringContaining("no database loom") },
		],
		["a fault of its own", answer("fault.json"), { reason: expect.stringContaining("fault of its own") }],
		["too many wrong passwords", { status: 429, headers: { "retry-after": "9" } }, { retryAfterMs: 9_000 }],
		["a proxy's fault", { status: 502 }, { reason: expect.stringContaining("(502)") }],
		["a page that is no JSON", {}, { reason: expect.stringContaining("no JSON") }],
		["an answer that is neither", { body: { id: 1 } }, { reason: expect.stringContaining("unexpected shape") }],
		[
			"money as a float",
			changed("sales.json", { total_amount: 129.9 }),
			{ drift: { path: "0.total_amount", before: "object", after: "number" } },
		],
		[
			"a day that is none",
			changed("sales.json", { sale_date: day(2026, 2, 30) }),
			{ drift: expect.objectContaining({ path: "0.sale_date" }) },
		],
		[
			"a currency that is none",
			changed("sales.json", { "currency.": { code: "€" } }),
			{ drift: expect.objectContaining({ path: "0.total_amount" }) },
		],
	])("is told for %s", async (_, reply, told) => {
		expect(await lookUp({ [SALE]: reply }).result).toMatchObject({ ok: false, ...told });
	});

	it("is told of parties and shipments too, and never in Tryton's own words, which may quote data", async () => {
		const fault = { body: { id: 1, error: ["Lena Hoffmann is locked", "Traceback …"] } };
		for (const method of [MECHANISM, SALE, SHIPMENT]) {
			const said = await lookUp({ [method]: fault }).result;
			expect(said).toMatchObject({ ok: false });
			expect(JSON.stringify(said)).not.toContain("Lena");
		}
	});

	it.each(HOSTILE)("is a sentence, never an exception, for %s", async (_, hostile) => {
		const bodies = [
			hostile,
			{ id: 1, result: hostile },
			{ id: 1, result: [hostile] },
			{ id: 1, error: hostile },
			{ id: 1, error: [hostile] },
		];
		for (const method of [MECHANISM, SALE, SHIPMENT])
			for (const body of bodies) expect(await lookUp({ [method]: { body } }).result).toHaveProperty("ok");
	});
});

describe("the test of a connection", () => {
	const test = (change: Record<string, Reply> = {}) => tryton.test(settings, server(change).fetchSystem);

	it("says who is signed in, for which company, and what can be read", async () => {
		expect(await test()).toEqual([
			{ ok: true, text: "Signed in to the database loom as heddle." },
			{ ok: true, text: "Works for Nordlicht GmbH." },
			{ ok: true, text: "Can read contact mechanisms of parties." },
			{ ok: true, text: "Can read sales." },
			{ ok: true, text: "Can read customer shipments." },
		]);
	});

	it("names each thing that is missing", async () => {
		const lines = await test({
			[PREFERENCES]: answer("preferences-no-company.json"),
			[SALE]: answer("no-access.json"),
			[SHIPMENT]: { body: { id: 1, error: ["'stock.shipment.out'", ""] } },
		});
		expect(lines.map(({ ok, text }) => [ok, /company|Sales|module stock/.exec(text)?.[0]])).toEqual([
			[true, undefined],
			[false, "company"],
			[true, undefined],
			[false, "Sales"],
			[false, "module stock"],
		]);
	});

	it("ends at the first line with a wrong password", async () => {
		expect(await test({ [PREFERENCES]: unauthenticated })).toEqual([
			{ ok: false, text: "Tryton does not accept the user and password for the database loom. Check all three." },
		]);
	});
});

describe("the settings", () => {
	const given = { url: "https://erp.example", database: "loom", user: "heddle", password: "x" };

	it("take the address of the web client as it stands in the browser", () => {
		expect(form.parse({ ...given, url: "https://erp.example/#loom/model/sale.sale" }).url).toBe("https://erp.example");
		expect(tryton.origin(settings)).toBe("https://erp.example");
	});

	it.each([
		{ url: "http://erp.example" },
		{ url: "https://erp.example:8000" },
		{ database: "a/b" },
		{ database: "" },
		{ user: "a:b" },
		{ user: "a\nb" },
		{ password: "" },
	])("take nothing like %j", (change) => {
		expect(form.safeParse({ ...given, ...change }).success).toBe(false);
	});
});
