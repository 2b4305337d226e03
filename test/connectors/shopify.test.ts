import { describe, expect, it } from "vitest";
import type { VerifiedKeys } from "../../src/connectors/connector.ts";
import { shopify } from "../../src/connectors/shopify/connector.ts";
import { lookup } from "../../src/connectors/shopify/lookup.ts";
import { item } from "../../src/protocol/card.ts";
import { fakeSystem, fixture } from "./fake-system.ts";

const settings = shopify.settings.parse({ shop: "oak.myshopify.com", accessToken: "shpat_secret" });
const GRAPHQL = "/admin/api/2026-10/graphql.json";
const NOW = Date.parse("2026-11-23T09:00:00Z");

function lookUp(reply: Parameters<typeof fakeSystem>[0][string], keys: VerifiedKeys = { email: "lena@example.com" }) {
	const { fetchSystem, requests } = fakeSystem({ [GRAPHQL]: reply });
	const noted: unknown[] = [];
	const note = (path: string, value: string) => noted.push([path, value]);
	return { requests, noted, result: lookup(keys, settings, fetchSystem, note, NOW) };
}

describe("the orders of a customer", () => {
	it("come in the order of what needs an agent first, in shapes that a card holds", async () => {
		const { result, requests } = lookUp(fixture("shopify", "customer-orders.json"));
		const found = await result;
		if (!found.ok) throw new Error(found.reason);
		const items = found.items.map((one) => item.parse(one));
		const states = items.map((one) => one.type === "order" && [one.reference, one.payment.label, one.fulfilment.label]);
		expect(states).toEqual([
			["#1045", "Paid", "Late"],
			["#1044", "Payment pending", "Not shipped"],
			["#1043", "Partly refunded", "Delivered"],
			["#1046", "Paid", "Not shipped"],
			["#1041", "Refunded", "Cancelled"],
			["#1042", "Paid", "Delivered"],
		]);
		expect(requests[0]).toMatchObject({ method: "POST", headers: { "X-Shopify-Access-Token": "shpat_secret" } });
		expect(requests[0]?.json).toMatchObject({ variables: { identifier: { emailAddress: "lena@example.com" } } });
	});

	it("carry exact money, links into Shopify admin, and no link that a browser would run", async () => {
		const found = await lookUp(fixture("shopify", "customer-orders.json")).result;
		const orders = found.ok ? found.items.filter((one) => one.type === "order") : [];
		const of = (reference: string) => orders.find((one) => one.reference === reference);
		expect(of("#1046")).toMatchObject({ id: "6001", total: { amount: 12_990, currency: "EUR" } });
		expect(of("#1046")?.href).toBe("https://admin.shopify.com/store/oak/orders/6001");
		expect(of("#1042")?.total).toEqual({ amount: 1_200, currency: "JPY" });
		expect(of("#1043")?.refunded).toEqual({ amount: 1_000, currency: "EUR" });
		expect(of("#1046")?.refunded).toBeUndefined();
		expect(of("#1042")?.parcels[0]?.href).toBeUndefined();
		expect(of("#1045")?.parcels[0]?.href).toBe("https://track.example/RB123456785DE");
	});

	it("are looked for by phone when the e-mail address is unknown, and never by a shop's own id", async () => {
		const unknown = fixture("shopify", "customer-unknown.json");
		const keys = { email: "a@b.example", phone: "+491701234567", externalId: "544365967" };
		const { result, requests } = lookUp([unknown, fixture("shopify", "customer-orders.json")], keys);
		expect(await result).toMatchObject({ ok: true, found: true });
		expect(requests.map(({ json }) => json)).toMatchObject([
			{ variables: { identifier: { emailAddress: "a@b.example" } } },
			{ variables: { identifier: { phoneNumber: "+491701234567" } } },
		]);
		const onlyId = lookUp(unknown, { externalId: "544365967" });
		expect(await onlyId.result).toEqual({ ok: true, found: false, items: [] });
		expect(onlyId.requests).toEqual([]);
	});

	it("are not there when Shopify does not know the customer", async () => {
		expect(await lookUp(fixture("shopify", "customer-unknown.json")).result).toEqual({
			ok: true,
			found: false,
			items: [],
		});
	});
});

describe("what Shopify refuses", () => {
	it("says when the points for the query are back", async () => {
		// 152 wanted, 52 there, 100 a second: one second.
		expect(await lookUp(fixture("shopify", "throttled.json")).result).toEqual({
			ok: false,
			reason: "Shopify is limiting our calls.",
			retryAfterMs: 1_000,
		});
		expect(await lookUp({ status: 429, headers: { "retry-after": "2.0" } }).result).toMatchObject({
			retryAfterMs: 2_000,
		});
	});

	it("names the scope that is missing", async () => {
		const denied = await lookUp(fixture("shopify", "access-denied.json")).result;
		expect(denied).toMatchObject({ ok: false, reason: expect.stringContaining("read_orders") });
	});

	it.each([
		["a wrong token", fixture("shopify", "invalid-token.json"), "access token"],
		["a frozen shop", { status: 402 }, "frozen"],
		["an app without access", { status: 403 }, "scopes"],
		["a shop that is not there", { status: 404 }, "address"],
		["a locked shop", { status: 423 }, "locked"],
		["a fault of its own", { status: 502 }, "(502)"],
		[
			"an unknown GraphQL error",
			{ body: { errors: [{ message: "lena@example.com is odd", extensions: { code: "BAD" } }] } },
			"(BAD)",
		],
	])("is told for %s, without the customer's data", async (_, reply, words) => {
		const refused = await lookUp(reply).result;
		expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining(words) });
		expect(JSON.stringify(refused)).not.toContain("lena@example.com");
		expect(JSON.stringify(refused)).not.toContain("shpat_secret");
	});
});

describe("an answer in another shape", () => {
	it("in words that are new is shown in them, and each is told of; the known ones are not", async () => {
		const text = JSON.stringify(fixture("shopify", "customer-orders.json").body);
		const sound = lookUp({ body: JSON.parse(text) });
		await sound.result;
		expect(sound.noted).toEqual([]);
		const renewed = text
			.replace('"displayFinancialStatus":"PENDING"', '"displayFinancialStatus":"ON_ACCOUNT"')
			.replace('"displayFulfillmentStatus":"UNFULFILLED"', '"displayFulfillmentStatus":"ON_ICE"')
			.replace('"displayStatus":"IN_TRANSIT"', '"displayStatus":"BEAMED"');
		const { noted, result } = lookUp({ body: JSON.parse(renewed) });
		const found = await result;
		expect(JSON.stringify(found)).toContain('"on account"');
		expect(noted.toSorted()).toEqual([
			["orders.displayFinancialStatus", "ON_ACCOUNT"],
			["orders.displayFulfillmentStatus", "ON_ICE"],
			["orders.fulfillments.displayStatus", "BEAMED"],
		]);
	});

	it("names the field, not its value", async () => {
		const body = fixture("shopify", "customer-orders.json").body;
		const broken = JSON.parse(JSON.stringify(body).replace('"2026-11-20T10:00:00Z"', '"lena@example.com"'));
		expect(await lookUp({ body: broken }).result).toEqual({
			ok: false,
			reason: 'Shopify answered in an unexpected shape: see "data.customerByIdentifier.orders.nodes.1.createdAt".',
			drift: { path: "data.customerByIdentifier.orders.nodes.1.createdAt", before: "datetime", after: "text" },
		});
	});

	it.each([[undefined], [null], ["<html>"], [[]], [{}], [{ data: null }], [{ data: { customerByIdentifier: 1 } }]])(
		"is a failure, not a customer without orders: %j",
		async (body) => {
			expect(await lookUp({ body }).result).toMatchObject({
				ok: false,
				reason: expect.stringContaining("unexpected shape"),
			});
		},
	);
});

describe("the test of a connection", () => {
	it("says line by line which scope is there and which is missing", async () => {
		const { fetchSystem } = fakeSystem({ [GRAPHQL]: fixture("shopify", "shop.json") });
		const lines = await shopify.test(settings, fetchSystem);
		expect(lines.map(({ ok }) => ok)).toEqual([true, true, false, true]);
		expect(lines[2]?.text).toContain("read_orders");
	});

	it("never throws", async () => {
		const broken = async () => Promise.reject(new TypeError("boom"));
		expect(await shopify.test(settings, broken)).toMatchObject([{ ok: false }]);
	});
});

describe("the settings", () => {
	it.each([
		["https://oak.myshopify.com"],
		["oak.myshopify.com.evil.example"],
		["-oak.myshopify.com"],
		["oak.example"],
		["a/b.myshopify.com"],
		[""],
	])("take no other host for a shop: %s", (shop) => {
		expect(shopify.settings.safeParse({ shop, accessToken: "x" }).success).toBe(false);
	});

	it("take no token that would break a header, and reach the shop or the given origin", () => {
		expect(shopify.settings.safeParse({ shop: "oak.myshopify.com", accessToken: "a\r\nb" }).success).toBe(false);
		expect(shopify.origin(settings)).toBe("https://oak.myshopify.com");
		expect(shopify.origin({ ...settings, origin: "http://127.0.0.1:8801" })).toBe("http://127.0.0.1:8801");
	});
});
