import { describe, expect, it } from "vitest";
import { z } from "zod";
import { woocommerce } from "../../src/connectors/woocommerce/connector.ts";
import { item } from "../../src/protocol/card.ts";
import { fakeSystem, fixture, HOSTILE } from "./fake-system.ts";

const form = { url: "https://oak.example/store/", consumerKey: "ck_1", consumerSecret: "cs_1" };
const settings = woocommerce.settings.parse(form);
const CUSTOMERS = "/store/wp-json/wc/v3/customers";
const OWN = "/store/wp-json/wc/v3/orders?customer=25";
const SEARCH = "/store/wp-json/wc/v3/orders?search=";
const shop = {
	[CUSTOMERS]: fixture("woocommerce", "customers.json"),
	[OWN]: fixture("woocommerce", "customer-orders.json"),
	[SEARCH]: fixture("woocommerce", "order-search.json"),
};
const NOBODY = { ok: true, found: false, items: [] };

function lookUp(change: Parameters<typeof fakeSystem>[0] = {}, keys: object = { email: "lena@example.com" }) {
	const { fetchSystem, requests } = fakeSystem({ ...shop, ...change });
	const unknown: [path: string, value: string][] = [];
	const result = woocommerce.lookup(keys, settings, fetchSystem, (path, value) => unknown.push([path, value]));
	return { requests, result, unknown };
}

async function ordersOf(result: ReturnType<typeof lookUp>["result"]) {
	const found = await result;
	if (!found.ok) throw new Error(found.reason);
	return found.items.flatMap((one) => {
		const read = item.parse(one);
		return read.type === "order" ? [read] : [];
	});
}

/** One order of the account, changed. */
async function changed(change: object) {
	const [first] = Array.isArray(shop[OWN]?.body) ? shop[OWN].body : [];
	const reply = { body: [Object.assign(JSON.parse(JSON.stringify(first)), { meta_data: [], ...change })] };
	const { result, unknown } = lookUp({ [OWN]: reply, [SEARCH]: { body: [] } });
	const [one] = await ordersOf(result);
	return { order: one, unknown };
}

describe("the orders of a customer", () => {
	it("are those of the account and those with the address, each once, what is wrong first", async () => {
		const { result, requests } = lookUp();
		const orders = await ordersOf(result);
		expect(orders.map(({ reference, payment, fulfilment }) => [reference, payment.label, fulfilment.label])).toEqual([
			["#726", "Payment failed", "Not sent"],
			["#722", "Awaits payment", "On hold"],
			["#W-2025", "Partly refunded", "Completed"],
			["#727", "Paid", "Sent"],
			["#724", "Not paid", "Cancelled"],
			["#723", "Paid", "Completed"],
		]);
		expect(requests).toHaveLength(3);
		for (const { headers } of requests) expect(headers).toEqual({ Authorization: `Basic ${btoa("ck_1:cs_1")}` });
	});

	it("carry money in minor units, refunds added up, instants in UTC, parcels and a link for staff", async () => {
		const orders = await ordersOf(lookUp().result);
		expect(orders.find(({ id }) => id === "727")).toEqual({
			type: "order",
			id: "727",
			reference: "#727",
			href: "https://oak.example/store/wp-admin/post.php?post=727&action=edit",
			placedAt: "2026-11-21T08:15:30.000Z",
			total: { amount: 12_990, currency: "EUR" },
			payment: { label: "Paid", tone: "good" },
			fulfilment: { label: "Sent", tone: "neutral" },
			lines: [{ title: "Oak table", quantity: 1 }],
			parcels: [
				{ number: "00340434161094000001", carrier: "dhl-de" },
				{ number: "77", carrier: "Bike courier", href: "https://courier.example/t/77" },
			],
		});
		expect(orders.find(({ id }) => id === "725")?.refunded).toEqual({ amount: 1_000, currency: "EUR" });
		expect(orders.find(({ id }) => id === "724")?.cancelledAt).toBe("2026-11-14T09:00:00.000Z");
	});

	it("are not those of somebody whose address resembles theirs", async () => {
		const { result } = lookUp({ [CUSTOMERS]: { body: [{ id: 9, email: "helena@example.com" }] } });
		expect((await ordersOf(result)).map(({ id }) => id)).toEqual(["722", "727"]);
		expect(await lookUp({}, { email: "ena@example.com" }).result).toEqual(NOBODY);
	});

	it("are looked for by address alone, whatever stands in it", async () => {
		const keys = { phone: "040 123456", externalId: "25" };
		const others = lookUp({}, keys);
		expect(await others.result).toEqual(NOBODY);
		expect(others.requests).toEqual([]);
		const odd = lookUp({ [SEARCH]: { body: [] } }, { email: "a+b&customer=25@example.com" });
		expect(await odd.result).toEqual(NOBODY);
		const asked = odd.requests.map(({ path }) => new URL(path, "https://x.example").searchParams);
		expect(asked.map((query) => query.get("email") ?? query.get("search"))).toEqual(
			Array(2).fill("a+b&customer=25@example.com"),
		);
		expect(asked.map((query) => query.get("customer"))).toEqual([null, null]);
	});

	it("are none for a customer who has never bought, and ten at most for one who often does", async () => {
		const none = { body: [] };
		expect(await lookUp({ [OWN]: none, [SEARCH]: none }).result).toEqual({ ok: true, found: true, items: [] });
		const [one] = Array.isArray(shop[OWN]?.body) ? shop[OWN].body : [];
		const many = Array.from({ length: 60 }, (_, id) => ({ ...JSON.parse(JSON.stringify(one)), id: id + 1 }));
		expect(await ordersOf(lookUp({ [OWN]: { body: many } }).result)).toHaveLength(10);
	});
});

describe("what an order's one status means", () => {
	it.each([
		["pending", null, "Payment pending", "warn", "Waits for payment", "neutral"],
		["on-hold", null, "Awaits payment", "warn", "On hold", "warn"],
		["on-hold", "2026-11-20T08:16:01", "Paid", "good", "On hold", "warn"],
		["processing", "2026-11-20T08:16:01", "Paid", "good", "To be sent", "neutral"],
		["processing", null, "Not recorded as paid", "neutral", "To be sent", "neutral"],
		["completed", null, "Paid", "good", "Completed", "good"],
		["cancelled", null, "Not paid", "neutral", "Cancelled", "warn"],
		["cancelled", "2026-11-20T08:16:01", "Paid", "good", "Cancelled", "warn"],
		["refunded", "2026-11-20T08:16:01", "Refunded", "warn", "Refunded", "neutral"],
		["failed", null, "Payment failed", "bad", "Not sent", "neutral"],
		["trash", null, "Not paid", "neutral", "In the trash", "neutral"],
		["checkout-draft", null, "Not paid", "neutral", "Checkout not finished", "neutral"],
		["partial-shipped", "2026-11-20T08:16:01", "Paid", "good", "Partly sent", "neutral"],
		["shipped", "2026-11-20T08:16:01", "Paid", "good", "Sent", "neutral"],
		["delivered", "2026-11-20T08:16:01", "Paid", "good", "Delivered", "good"],
	])("%s, paid %s", async (status, date_paid_gmt, payment, paymentTone, fulfilment, tone) => {
		const { order, unknown } = await changed({ status, date_paid_gmt });
		expect(order?.payment).toEqual({ label: payment, tone: paymentTone });
		expect(order?.fulfilment).toEqual({ label: fulfilment, tone });
		expect(unknown).toEqual([]);
	});

	it("one that a plugin made up is shown in its own words, and admins hear of it", async () => {
		const { order, unknown } = await changed({ status: "awaiting-pickup" });
		expect(order?.fulfilment).toEqual({ label: "awaiting pickup", tone: "neutral" });
		expect(unknown).toEqual([["orders.status", "awaiting-pickup"]]);
	});

	it("cash on delivery is no debt", async () => {
		const { order } = await changed({ date_paid_gmt: null, payment_method: "cod" });
		expect(order?.payment).toEqual({ label: "Cash on delivery", tone: "neutral" });
	});
});

describe("an amount of money", () => {
	it.each([
		["JPY", "1200", 1_200],
		["KWD", "1.234", 1_234],
		["EUR", "0.1", 10],
	])("in %s is exact", async (currency, total, amount) => {
		expect((await changed({ currency, total })).order?.total).toEqual({ amount, currency });
	});

	it.each([{ total: "a lot" }, { total: 12.5 }, { currency: "Euro" }, { refunds: [{ total: "1,5" }] }])(
		"%j is none",
		async (change) => {
			await expect(changed(change)).rejects.toThrow("unexpected shape");
		},
	);
});

describe("what plugins keep with an order", () => {
	const withMeta = (meta_data: unknown) => changed({ meta_data });
	it("spoils no card", async () => {
		for (const meta of [
			undefined,
			null,
			"",
			{},
			[null, 7, [], { key: 7 }],
			[{ key: "_wc_shipment_tracking_items", value: "none" }],
			[{ key: "_wc_shipment_tracking_items", value: [null, {}, { tracking_number: "" }, { tracking_number: {} }] }],
			...HOSTILE.map(([, value]) => [{ key: "_wc_shipment_tracking_items", value: [value] }]),
		])
			expect((await withMeta(meta)).order?.parcels).toEqual([]);
	});

	it("leads nowhere but to web pages, and is no more than a card holds", async () => {
		const parcel = { tracking_number: "7", custom_tracking_link: "javascript:alert(1)" };
		const { order } = await withMeta([{ key: "_wc_shipment_tracking_items", value: Array(50).fill(parcel) }]);
		expect(order?.parcels).toEqual(Array(20).fill({ number: "7" }));
	});
});

describe("what WooCommerce refuses", () => {
	it.each([
		["a wrong key", fixture("woocommerce", "authentication-error.json"), "does not accept the consumer key"],
		["a key that the web server dropped", fixture("woocommerce", "cannot-view-anonymous.json"), "Authorization header"],
		["a user without the right", fixture("woocommerce", "cannot-view.json"), "shop manager"],
		["a site without WooCommerce", fixture("woocommerce", "no-route.json"), "WooCommerce is active"],
		["plain permalinks", { status: 404 }, "Permalinks"],
		["a fault of its own", fixture("woocommerce", "internal-error.json"), "(500)"],
		["a page that is no JSON", {}, "no JSON"],
		["another shape", { body: [{ id: 25, email: null }] }, '"0.email"'],
	])("is told for %s", async (_, reply, told) => {
		expect(await lookUp({ [CUSTOMERS]: reply }).result).toMatchObject({
			ok: false,
			reason: expect.stringContaining(told),
		});
	});

	it("is told of both lists of orders too, with the time that it asks for", async () => {
		const limited = { status: 429, headers: { "retry-after": "7" } };
		expect(await lookUp({ [OWN]: limited }).result).toMatchObject({ ok: false, retryAfterMs: 7_000 });
		expect(await lookUp({ [SEARCH]: limited }).result).toMatchObject({ ok: false, retryAfterMs: 7_000 });
	});

	it("names the field that is not what it was", async () => {
		const gone = lookUp({ [SEARCH]: { body: [{ ...payloadOf(0), date_created_gmt: undefined }] } });
		expect(await gone.result).toMatchObject({
			ok: false,
			drift: { path: "0.date_created_gmt", before: "text", after: "nothing" },
		});
		const local = lookUp({ [SEARCH]: { body: [{ ...payloadOf(0), date_created_gmt: "2026-11-20 08:15" }] } });
		expect(await local.result).toMatchObject({ ok: false, drift: { before: "a time without zone" } });
	});

	it.each(HOSTILE)("is no exception where it answers %s", async (_, body) => {
		for (const path of [CUSTOMERS, OWN, SEARCH]) {
			const result = await lookUp({ [path]: { body } }).result;
			if (result.ok) for (const one of result.items) item.parse(one);
			const listed = await lookUp({ [path]: { body: [body] } }).result;
			if (listed.ok) for (const one of listed.items) item.parse(one);
		}
	});
});

function payloadOf(place: number): object {
	const { body } = fixture("woocommerce", "order-search.json");
	return z.array(z.looseObject({})).parse(body)[place] ?? {};
}

describe("the test of a connection", () => {
	const test = (routes: Parameters<typeof fakeSystem>[0]) => woocommerce.test(settings, fakeSystem(routes).fetchSystem);
	const list = { body: [{ id: 1 }] };
	const ORDERS = "/store/wp-json/wc/v3/orders";

	it("names what may be read", async () => {
		expect(await test({ [CUSTOMERS]: list, [ORDERS]: list })).toEqual([
			{ ok: true, text: "Connected to https://oak.example/store: the key may read orders." },
			{ ok: true, text: "The key may read customers." },
		]);
	});

	it("names what is missing", async () => {
		const forbidden = fixture("woocommerce", "cannot-view.json");
		expect(await test({ [CUSTOMERS]: forbidden, [ORDERS]: list })).toMatchObject([
			{ ok: true },
			{ ok: false, text: expect.stringContaining("read customers") },
		]);
		for (const [name, text] of [
			["authentication-error.json", "accept"],
			["cannot-view-anonymous.json", "Authorization"],
			["no-route.json", "no WooCommerce"],
		] as const)
			expect(await test({ [ORDERS]: fixture("woocommerce", name) })).toMatchObject([
				{ ok: false, text: expect.stringContaining(text) },
			]);
	});
});

describe("the shop's address", () => {
	it.each([
		["https://Oak.example", "https://oak.example"],
		["https://oak.example/store/", "https://oak.example/store"],
		["https://oak.example/store/wp-admin/admin.php?page=wc-settings", "https://oak.example/store"],
		["https://oak.example/wp-json/wc/v3", "https://oak.example"],
		[" https://oak.example:8443/a/b ", "https://oak.example:8443/a/b"],
	])("%j is %s", (url, kept) => {
		expect(woocommerce.settings.parse({ ...form, url }).url).toBe(kept);
	});

	it.each([
		"http://oak.example",
		"oak.example",
		"https://user:pw@oak.example",
		"https://oak.example/../x y",
		"ftp://a",
		"",
	])("%j is none", (url) => {
		expect(woocommerce.settings.safeParse({ ...form, url }).success).toBe(false);
	});

	it("keeps the call on the origin, with the folder in the path", () => {
		expect(woocommerce.origin(settings)).toBe("https://oak.example");
		expect(woocommerce.settings.safeParse({ ...form, consumerKey: "cs_1", consumerSecret: "ck_1" }).success).toBe(
			false,
		);
	});
});
