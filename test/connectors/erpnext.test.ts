import { describe, expect, it } from "vitest";
import { erpnext } from "../../src/connectors/erpnext/connector.ts";
import { lookup } from "../../src/connectors/erpnext/lookup.ts";
import { fromSiteTime } from "../../src/connectors/erpnext/site-time.ts";
import { item } from "../../src/protocol/card.ts";
import { fakeSystem, fixture } from "./fake-system.ts";

const setUp = { url: "https://erp.oak.example/", apiKey: "key", apiSecret: "secret" };
const settings = erpnext.settings.parse(setUp);
const NOW = Date.parse("2026-11-23T09:00:00Z");

const site = {
	"/api/resource/Customer?": fixture("erpnext", "customers.json"),
	"/api/resource/Delivery Note?": fixture("erpnext", "delivery-notes.json"),
	"/api/resource/Sales Order?": fixture("erpnext", "sales-orders.json"),
	"/api/resource/Delivery Note/MAT-DN-2026-00019": fixture("erpnext", "delivery-note.json"),
	"/api/resource/Delivery Note/": { status: 403, body: fixture("erpnext", "permission-error.json").body },
	"/api/resource/Sales Order/": fixture("erpnext", "delivery-note.json"),
	"/api/resource/Bin?": fixture("erpnext", "bins.json"),
};

function lookUp(change: Parameters<typeof fakeSystem>[0] = {}, keys: object = { email: "lena@example.com" }) {
	const { fetchSystem, requests } = fakeSystem({ ...site, ...change });
	const noted: unknown[] = [];
	const note = (path: string, value: string) => noted.push([path, value]);
	return { requests, noted, result: lookup(keys, settings, fetchSystem, note, NOW) };
}

const parameter = (path: string | undefined, name: string) =>
	new URL(path ?? "", "https://x.example").searchParams.get(name);

describe("a status that is new", () => {
	it("is shown in its own words and told of; the known ones are not", async () => {
		const sound = lookUp();
		await sound.result;
		expect(sound.noted).toEqual([]);
		const renewed = (name: string, from: string) => {
			const text = JSON.stringify(fixture("erpnext", name).body);
			if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
			return { body: JSON.parse(text.replaceAll(from, '"status":"On Ice"')) };
		};
		const { noted, result } = lookUp({
			"/api/resource/Delivery Note?": renewed("delivery-notes.json", '"status":"To Bill"'),
			"/api/resource/Sales Order?": renewed("sales-orders.json", '"status":"To Deliver and Bill"'),
		});
		expect((await result).ok).toBe(true);
		expect(new Set(noted.map(String))).toEqual(new Set(["Delivery Note.status,On Ice", "Sales Order.status,On Ice"]));
	});
});

describe("the deliveries of a customer", () => {
	it("come late ones first, and leave out orders that a delivery note covers or that are delivered", async () => {
		const { result, requests } = lookUp();
		const found = await result;
		if (!found.ok) throw new Error(found.reason);
		const items = found.items.map((one) => item.parse(one));
		expect(items.map((one) => one.type === "delivery" && [one.reference, one.state.label, one.state.tone])).toEqual([
			["MAT-DN-2026-00018", "Delayed", "bad"],
			["SAL-ORD-2026-00047", "Late", "bad"],
			["MAT-DN-2026-00017", "Late", "bad"],
			["MAT-DN-2026-00019", "In preparation", "neutral"],
			["MAT-DN-2026-00011", "Completed", "good"],
		]);
		expect(requests.every(({ headers }) => headers?.Authorization === "token key:secret")).toBe(true);
		expect(parameter(requests[0]?.path, "filters")).toBe('[["email_id","=","lena@example.com"]]');
	});

	it("carry lines with the stock of their warehouse, or of all where a line names none", async () => {
		const found = await lookUp().result;
		const note = found.ok && found.items.find((one) => one.id === "MAT-DN-2026-00019");
		expect(note).toMatchObject({
			href: "https://erp.oak.example/app/delivery-note/MAT-DN-2026-00019",
			postedAt: "2026-11-22T09:05:00.123Z",
			expectedAt: "2026-11-27T12:00:00.000Z",
			lines: [
				{ title: "Oak table", quantity: 1, inStock: 3 },
				{ title: "WAX", quantity: 2.5, inStock: 10 },
			],
		});
	});

	it("are shown without lines or stock where the user may not read those", async () => {
		const found = await lookUp({ "/api/resource/Bin?": { status: 403 } }).result;
		const of = (id: string) => found.ok && found.items.find((one) => one.id === id);
		expect(of("MAT-DN-2026-00018")).toMatchObject({ lines: [] });
		expect(of("MAT-DN-2026-00019")).toMatchObject({ lines: [{ title: "Oak table", quantity: 1 }, { title: "WAX" }] });
		expect(JSON.stringify(of("MAT-DN-2026-00019"))).not.toContain("inStock");
	});

	it("of one of a company's people are those with their address on them", async () => {
		const { result, requests } = lookUp({ "/api/resource/Customer?": { body: { data: [] } } });
		expect(await result).toMatchObject({ ok: true, found: true });
		const filters = requests.slice(1, 3).map(({ path }) => parameter(path, "filters"));
		expect(filters).toEqual(Array(2).fill('[["contact_email","=","lena@example.com"],["docstatus","<",2]]'));
	});

	it("are not there for somebody whom neither a customer nor a document names", async () => {
		const nothing = { body: { data: [] } };
		const { result, requests } = lookUp(
			{
				"/api/resource/Customer?": nothing,
				"/api/resource/Delivery Note?": nothing,
				"/api/resource/Sales Order?": nothing,
			},
			{ email: "a@b.example", phone: "+49 40 1", externalId: "9" },
		);
		expect(await result).toEqual({ ok: true, found: false, items: [] });
		expect(parameter(requests.at(-1)?.path, "filters")).toBe('[["mobile_no","=","+49 40 1"]]');
		expect(JSON.stringify(requests)).not.toContain('"9"');
	});

	it("are none for a customer who never bought", async () => {
		const nothing = { body: { data: [] } };
		const { result } = lookUp({ "/api/resource/Delivery Note?": nothing, "/api/resource/Sales Order?": nothing });
		expect(await result).toEqual({ ok: true, found: true, items: [] });
	});
});

describe("what ERPNext refuses", () => {
	it.each([
		["a wrong key", { status: 401 }, "API key and secret"],
		["a missing permission", fixture("erpnext", "permission-error.json"), "read Customer"],
		["a field that it does not permit", fixture("erpnext", "data-error.json"), "(DataError)"],
		["a fault of its own", { status: 500, body: { exc_type: "OperationalError" } }, "(500)"],
		["a site that is another thing", { status: 404 }, "address"],
	])("is told for %s", async (_, reply, words) => {
		const refused = await lookUp({ "/api/resource/Customer?": reply }).result;
		expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining(words) });
		expect(JSON.stringify(refused)).not.toContain("email_id");
	});

	it("says when to come back, in plain text too", async () => {
		const limited = { status: 429, headers: { "retry-after": "60" } };
		expect(await lookUp({ "/api/resource/Delivery Note?": limited }).result).toEqual({
			ok: false,
			reason: "ERPNext is limiting our calls.",
			retryAfterMs: 60_000,
		});
	});

	it.each([
		[undefined],
		[{}],
		[{ data: { message: "bench is migrating" } }],
		[{ data: [{ name: 1 }] }],
		[{ data: "lena@example.com" }],
	])("is no empty list when the shape is another: %j", async (body) => {
		const refused = await lookUp({ "/api/resource/Customer?": { body } }).result;
		expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining("unexpected shape") });
		expect(JSON.stringify(refused)).not.toContain("lena");
	});
});

describe("the test of a connection", () => {
	it("names each document type that cannot be read", async () => {
		const { fetchSystem } = fakeSystem({
			...site,
			"/api/method/frappe.auth.get_logged_user": fixture("erpnext", "logged-user.json"),
			"/api/resource/Bin?": { status: 403 },
		});
		const lines = await erpnext.test(settings, fetchSystem);
		expect(lines.map(({ ok }) => ok)).toEqual([true, true, true, true, false]);
		expect(lines.at(-1)?.text).toContain("Bin");
	});
});

describe("the settings", () => {
	it.each([
		[{ url: "http://erp.oak.example" }],
		[{ url: "https://erp.oak.example:8443" }],
		[{ url: "https://user:pw@erp.oak.example" }],
		[{ url: "https://erp.oak.example/app?x" }],
		[{ url: "javascript:alert(1)" }],
		[{ timeZone: "Mars/Olympus" }],
		[{ apiKey: "a b" }],
	])("are refused: %j", (change) => {
		expect(erpnext.settings.safeParse({ ...setUp, ...change }).success).toBe(false);
	});

	it("take an empty time zone for none, and reach the site or the given origin", () => {
		expect(erpnext.settings.parse({ ...setUp, timeZone: "" })).toEqual(settings);
		expect(erpnext.origin(settings)).toBe("https://erp.oak.example");
		expect(erpnext.origin({ ...settings, origin: "http://127.0.0.1:8802" })).toBe("http://127.0.0.1:8802");
	});
});

describe("a site's time", () => {
	it.each([
		["2026-11-23 07:30:00.654321", "Europe/Berlin", "2026-11-23T06:30:00.654Z"],
		["2026-07-23 07:30:00", "Europe/Berlin", "2026-07-23T05:30:00.000Z"],
		["2026-11-23 07:30:00", undefined, "2026-11-23T07:30:00.000Z"],
		["2026-11-22 9:05:00", "Asia/Kolkata", "2026-11-22T03:35:00.000Z"],
		// Clocks go back at 03:00 on 2026-10-25 and forward at 02:00 on 2026-03-29.
		["2026-10-25 03:30:00", "Europe/Berlin", "2026-10-25T02:30:00.000Z"],
		["2026-10-25 01:30:00", "Europe/Berlin", "2026-10-24T23:30:00.000Z"],
		["2026-03-29 03:30:00", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
		["2026-03-28 23:30:00", "America/Los_Angeles", "2026-03-29T06:30:00.000Z"],
	])("%s in %s is %s", (text, timeZone, utc) => {
		expect(fromSiteTime(text, timeZone)).toBe(utc);
	});

	it.each([["yesterday"], [""], ["2026-13-01 00:00:00"], ["2026-11-23"]])("is none: %j", (text) => {
		expect(fromSiteTime(text, "Europe/Berlin")).toBeUndefined();
	});
});
