// The fixtures are not held against @medusajs/types: 15 MB with peers of its own. `npm run test:real -- --only medusa` asks
// Medusa itself.
import { describe, expect, it } from "vitest";
import { medusa, test as testConnection } from "../../src/connectors/medusa/connector.ts";
import { item } from "../../src/protocol/card.ts";
import { fakeSystem, fixture, HOSTILE, payload } from "./fake-system.ts";

const form = { url: "https://api.oak.example/", secretKey: "sk_1" };
const settings = medusa.settings.parse(form);
const CUSTOMERS = "/admin/customers?";
const ORDERS = "/admin/orders?";
const PAYMENTS = "/admin/payments?";
const shop = { [CUSTOMERS]: fixture("medusa", "customers.json"), [ORDERS]: fixture("medusa", "orders.json") };
const NOBODY = { ok: true, found: false, items: [] };

function lookUp(change: Parameters<typeof fakeSystem>[0] = {}, keys: object = { email: "Lena@Example.com" }) {
	const { fetchSystem, requests } = fakeSystem({ ...shop, ...change });
	const unknown: [path: string, value: string][] = [];
	const result = medusa.lookup(keys, settings, fetchSystem, (path, value) => unknown.push([path, value]));
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

/** The first order, changed, as the only one. */
async function changed(change: object) {
	const { orders } = payload("medusa", "orders.json");
	const [first] = Array.isArray(orders) ? orders : [];
	const { result, unknown } = lookUp({ [ORDERS]: { body: { orders: [{ ...first, ...change }] } } });
	const [order] = await ordersOf(result);
	return { order, unknown };
}

describe("the orders of a customer", () => {
	it("come with what is wrong first", async () => {
		const { result, requests, unknown } = lookUp();
		const orders = await ordersOf(result);
		expect(orders.map(({ reference, payment, fulfilment }) => [reference, payment.label, fulfilment.label])).toEqual([
			["#11", "Payment needs action", "To be sent"],
			["W-14", "Not paid", "To be sent"],
			["#13", "Partly refunded", "Delivered"],
			["#15", "Paid", "Sent"],
			["#12", "Payment cancelled", "Cancelled"],
		]);
		expect(unknown).toEqual([]);
		for (const { headers } of requests) expect(headers).toEqual({ Authorization: `Basic ${btoa("sk_1:")}` });
	});

	it("carry money in minor units, refunds added up, parcels but cancelled ones, and a link for staff", async () => {
		const orders = await ordersOf(lookUp().result);
		expect(orders.find(({ reference }) => reference === "#15")).toEqual({
			type: "order",
			id: "order_01K00000000000000000000015",
			reference: "#15",
			href: "https://api.oak.example/app/orders/order_01K00000000000000000000015",
			placedAt: "2026-11-20T08:15:30.123Z",
			total: { amount: 12_990, currency: "EUR" },
			payment: { label: "Paid", tone: "good" },
			fulfilment: { label: "Sent", tone: "neutral" },
			lines: [{ title: "Oak table, Oiled", quantity: 1 }],
			parcels: [
				{
					number: "00340434161094000001",
					href: "https://carrier.example/t/00340434161094000001",
					state: { label: "Sent", tone: "neutral" },
				},
			],
		});
		const returned = orders.find(({ reference }) => reference === "#13");
		expect(returned?.refunded).toEqual({ amount: 1_000, currency: "EUR" });
		expect(returned?.parcels).toEqual([{ number: "untracked", state: { label: "Delivered", tone: "good" } }]);
		expect(orders.find(({ reference }) => reference === "W-14")?.lines).toEqual([{ title: "Oil", quantity: 2 }]);
		expect(orders.find(({ reference }) => reference === "#12")?.cancelledAt).toBe("2026-10-20T09:00:00.000Z");
	});

	it("are asked for by account and guest of the equal address, in either spelling, and by nobody else's", async () => {
		const { result, requests } = lookUp();
		await result;
		const [first, second] = requests.map(({ path }) => new URL(path, "https://x.example").searchParams);
		expect(first?.getAll("email[]")).toEqual(["Lena@Example.com", "lena@example.com"]);
		expect(second?.getAll("customer_id[]")).toEqual(["cus_01K1", "cus_01K2"]);
		expect(second?.get("order")).toBe("-created_at");
		expect(requests).toHaveLength(2);
	});

	it("are not those of a stranger, and no other key is tried", async () => {
		expect(await lookUp({}, { email: "ena@example.com" }).result).toEqual(NOBODY);
		const other = lookUp({}, { phone: "+49 40 1", externalId: "cus_01K1" });
		expect(await other.result).toEqual(NOBODY);
		expect(other.requests).toEqual([]);
	});

	it("are none for who has never bought, and ten at most", async () => {
		expect(await lookUp({ [ORDERS]: { body: { orders: [] } } }).result).toEqual({ ok: true, found: true, items: [] });
		const { orders } = payload("medusa", "orders.json");
		const many = Array.from({ length: 60 }, () => (Array.isArray(orders) ? orders[0] : undefined));
		expect(await ordersOf(lookUp({ [ORDERS]: { body: { orders: many } } }).result)).toHaveLength(10);
	});
});

describe("an order's state", () => {
	it.each([
		["not_paid", "warn"],
		["awaiting", "warn"],
		["authorized", "neutral"],
		["partially_authorized", "warn"],
		["captured", "good"],
		["partially_captured", "warn"],
		["partially_refunded", "warn"],
		["refunded", "warn"],
		["canceled", "neutral"],
		["requires_action", "bad"],
	])("with payment %s is %s", async (payment_status, tone) => {
		const { order, unknown } = await changed({ payment_status });
		expect(order?.payment.tone).toBe(tone);
		expect(unknown).toEqual([]);
	});

	it.each([
		["not_fulfilled", "neutral"],
		["partially_fulfilled", "neutral"],
		["fulfilled", "neutral"],
		["partially_shipped", "neutral"],
		["shipped", "neutral"],
		["partially_delivered", "neutral"],
		["delivered", "good"],
		["canceled", "warn"],
	])("with fulfilment %s is %s", async (fulfillment_status, tone) => {
		const { order, unknown } = await changed({ fulfillment_status });
		expect(order?.fulfilment.tone).toBe(tone);
		expect(unknown).toEqual([]);
	});

	it("in a new word is shown in that word, and admins hear of each", async () => {
		const { order, unknown } = await changed({
			status: "on_ice",
			payment_status: "in_escrow",
			fulfillment_status: "at_sea",
		});
		expect([order?.payment, order?.fulfilment]).toEqual([
			{ label: "in escrow", tone: "neutral" },
			{ label: "at sea", tone: "neutral" },
		]);
		expect(unknown.toSorted()).toEqual([
			["orders.fulfillment_status", "at_sea"],
			["orders.payment_status", "in_escrow"],
			["orders.status", "on_ice"],
		]);
	});

	it("that wants somebody to act is bad", async () => {
		expect((await changed({ status: "requires_action" })).order?.fulfilment.tone).toBe("bad");
	});
});

describe("an amount of money", () => {
	it.each([
		["eur", 0.1, 10],
		["eur", 1.15, 115],
		["eur", "12.345", 1_235],
		["jpy", 1200, 1_200],
		["kwd", 1.234, 1_234],
		["eur", 0, 0],
	])("of %s %j is exact", async (currency_code, total, amount) => {
		expect((await changed({ currency_code, total })).order?.total).toEqual({
			amount,
			currency: currency_code.toUpperCase(),
		});
	});

	it.each([{ total: "a lot" }, { total: 1e22 }, { currency_code: "euro" }, { total: null }])(
		"%j is none",
		async (change) => {
			await expect(changed(change)).rejects.toThrow("unexpected shape");
		},
	);
});

describe("what Medusa refuses", () => {
	it.each([
		["a wrong key", fixture("medusa", "unauthorized.json"), "does not accept the secret API key"],
		["a key without the right", { status: 403 }, "role"],
		["a storefront", { status: 404 }, "storefront"],
		["a fault of its own", fixture("medusa", "unknown-error.json"), "(500)"],
		["a page that is no JSON", {}, "no JSON"],
		["another shape", { body: { customers: [{ id: null }] } }, '"customers.0.id"'],
	])("is told for %s", async (_, reply, told) => {
		expect(await lookUp({ [CUSTOMERS]: reply }).result).toMatchObject({
			ok: false,
			reason: expect.stringContaining(told),
		});
	});

	it("is told of the orders too, with the time that it asks for", async () => {
		const limited = { status: 429, headers: { "retry-after": "7" } };
		expect(await lookUp({ [ORDERS]: limited }).result).toMatchObject({ ok: false, retryAfterMs: 7_000 });
	});

	it("names the field that is not what it was", async () => {
		const old = { ...payload("medusa", "orders.json") };
		const [first] = Array.isArray(old.orders) ? old.orders : [];
		const gone = lookUp({ [ORDERS]: { body: { orders: [{ ...first, payment_status: undefined }] } } });
		expect(await gone.result).toMatchObject({
			ok: false,
			drift: { path: "orders.0.payment_status", before: "text", after: "nothing" },
		});
	});

	it.each(HOSTILE)("is no exception where it answers %s", async (_, body) => {
		for (const wrapped of [body, { customers: body, orders: body }, { customers: [body], orders: [body] }]) {
			for (const path of [CUSTOMERS, ORDERS]) {
				const result = await lookUp({ [path]: { body: wrapped } }).result;
				if (result.ok) for (const one of result.items) item.parse(one);
			}
		}
	});
});

describe("the test of a connection", () => {
	const NOW = Date.parse("2026-11-23T09:00:00Z");
	const clock = (time: string) => ({ date: new Date(time).toUTCString() });
	const some = (time = "2026-11-23T09:00:00Z") => ({
		[CUSTOMERS]: { body: { customers: [] } },
		[ORDERS]: { headers: clock(time), body: { orders: [] } },
		[PAYMENTS]: { body: { payments: [] } },
	});
	const test = (routes: Parameters<typeof fakeSystem>[0]) =>
		testConnection(settings, fakeSystem(routes).fetchSystem, NOW);

	it("names what may be read", async () => {
		expect(await test(some("2026-11-23T09:04:59Z"))).toEqual([
			{ ok: true, text: "Connected to https://api.oak.example: the key may read orders." },
			{ ok: true, text: "The key may read customers." },
			{ ok: true, text: "The key may read payments." },
		]);
	});

	it("names what is missing, and a clock that would have its signatures refused", async () => {
		expect(await test({ [ORDERS]: fixture("medusa", "unauthorized.json") })).toMatchObject([
			{ ok: false, text: expect.stringContaining("accept") },
		]);
		expect(await test({ ...some(), [CUSTOMERS]: { status: 403 } })).toMatchObject([
			{ ok: true },
			{ ok: false, text: expect.stringContaining("read customers") },
			{ ok: true },
		]);
		expect((await test({ ...some(), [PAYMENTS]: { status: 403 } })).at(-1)).toMatchObject({
			ok: false,
			text: expect.stringContaining("read payments"),
		});
		for (const time of ["2026-11-23T09:06:00Z", "2026-11-23T08:54:00Z"])
			expect((await test(some(time))).at(-1)).toEqual({
				ok: false,
				text: "The server's clock is off by 6 minutes: its webhooks will be refused. Set it right.",
			});
	});
});

describe("the settings", () => {
	it("lead to the admin pages, wherever they are", async () => {
		const elsewhere = medusa.settings.parse({ ...form, adminUrl: "https://admin.oak.example/" });
		const { fetchSystem } = fakeSystem(shop);
		const found = await medusa.lookup({ email: "lena@example.com" }, elsewhere, fetchSystem);
		expect(found.ok && found.items[0]?.type === "order" && found.items[0].href).toMatch(
			/^https:\/\/admin\.oak\.example\/orders\/order_/,
		);
		expect(medusa.settings.parse({ ...form, adminUrl: "" }).adminUrl).toBeUndefined();
	});

	it.each([
		{ url: "http://oak.example" },
		{ url: "oak.example" },
		{ secretKey: "pk_1" },
		{ adminUrl: "javascript:alert(1)" },
	])("take no %j", (change) => {
		expect(medusa.settings.safeParse({ ...form, ...change }).success).toBe(false);
	});
});
