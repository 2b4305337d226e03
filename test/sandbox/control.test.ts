import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { erpnextGet, openPlayground, type Playground, ping, shopifyQuery } from "./playground.ts";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
});
afterEach(() => playground.close());

const SECRETS = { hook: "very-secret-hook", identity: "very-secret-identity" };

async function connect(): Promise<void> {
	await playground.control("PUT", "tenants/loom/hooks", {
		shopify: { url: "http://127.0.0.1:9/hook", secret: SECRETS.hook },
	});
	await playground.control("PUT", "tenants/loom/widget", { inboxId: "inb_1", identitySecret: SECRETS.identity });
}

describe("the control API", () => {
	it("shows everything but the secrets", async () => {
		await connect();
		const text = await (await playground.control("GET", "state")).text();
		const { origin, systems, tenants } = JSON.parse(text);
		expect({ origin, systems }).toEqual({ origin: playground.sandbox.origin, systems: playground.sandbox.systems });
		expect(tenants.loom).toMatchObject({
			name: "Loom & Thread",
			shopUrl: `${origin}/`,
			currency: "GBP",
			systems: { shopify: { mode: "ok" } },
			hooks: { shopify: "http://127.0.0.1:9/hook", erpnext: null },
			widget: { inboxId: "inb_1" },
		});
		expect(tenants.nordlicht).toMatchObject({ hooks: { shopify: null }, widget: null });
		expect(tenants.loom.customers).toHaveLength(8);
		expect(text).not.toContain("very-secret");
	});

	it("places an order that all systems then know", async () => {
		const placed = await playground.control("POST", "tenants/loom/orders", {
			customer: "WANG.xiaoyu@example.com",
			lines: [{ sku: "YARN-LINEN-OAT", quantity: 3 }],
			shippingTitle: "Express",
			shippingPrice: 10,
			steps: ["paid"],
		});
		expect(placed.status).toBe(201);
		const { order, deliveries } = await placed.json();
		expect(order).toMatchObject({ name: "#2054", total: "66.70", financial: "PAID", fulfillment: "UNFULFILLED" });
		expect(deliveries).toEqual([]);
		const query = `{ order(id: "gid://shopify/Order/${order.id}") { name displayFinancialStatus customer { firstName } } }`;
		expect((await (await shopifyQuery(playground, "loom", query)).json()).data.order).toEqual({
			name: "#2054",
			displayFinancialStatus: "PAID",
			customer: { firstName: "小雨" },
		});
		const notes = await erpnextGet(playground, "loom", "/api/resource/Delivery Note", {
			filters: { po_no: "#2054" },
			fields: ["status", "docstatus"],
		});
		expect((await notes.json()).data).toEqual([{ status: "Draft", docstatus: 0 }]);
	});

	it.each([
		["a customer it does not have", "orders", { customer: "nobody@example.com" }, 422],
		["an article it does not sell", "orders", { customer: "wang.xiaoyu@example.com", lines: [{ sku: "X" }] }, 422],
		["a total below the shipping", "orders", { customer: "wang.xiaoyu@example.com", total: 1, shippingPrice: 2 }, 422],
		["no customer at all", "orders", {}, 400],
		["a thousand repetitions", "orders", { customer: "wang.xiaoyu@example.com", times: 1000 }, 400],
		["an order it does not have", "orders/99/paid", {}, 404],
		["a step there is not", "orders/2041/eaten", {}, 404],
		["paying what is paid", "orders/2041/paid", {}, 409],
		["shipping what is cancelled", "orders/2045/fulfilled", {}, 409],
		["delaying what has arrived", "deliveries/delay", { customer: "siobhan.oneill@example.com" }, 404],
	])("refuses %s and changes nothing", async (_, path, body, status) => {
		const before = await (await playground.control("GET", "state")).text();
		const response = await playground.control("POST", `tenants/loom/${path}`, body);
		expect(response.status).toBe(status);
		expect((await response.json()).error).toBeTruthy();
		expect(await (await playground.control("GET", "state")).text()).toBe(before);
	});

	it.each([
		["tenants/loom/hooks", { shopify: { url: "ftp://example.com", secret: "s" } }],
		["tenants/loom/hooks", { magento: { url: "http://example.com", secret: "s" } }],
		["tenants/loom/widget", { inboxId: '"><script>', identitySecret: "s" }],
		["tenants/loom/systems/shopify", { mode: "grumpy" }],
		["tenants/loom/systems/shopify", { mode: "slow", latencyMs: -1 }],
	])("refuses a bad setting of %s", async (path, body) => {
		expect((await playground.control("PUT", path, body)).status).toBe(400);
	});

	it("answers unknown tenants, systems and paths with 404, and what is no JSON with 400", async () => {
		for (const path of ["tenants/tesla/hooks", "tenants/loom/systems/magento", "nothing"]) {
			expect((await playground.control("PUT", path, { mode: "ok" })).status, path).toBe(404);
		}
		const garbled = await fetch(`${playground.sandbox.origin}/control/tenants/loom/orders`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: "{",
		});
		expect(garbled.status).toBe(400);
	});

	it("takes no form posts, so no foreign page can press its buttons", async () => {
		const response = await fetch(`${playground.sandbox.origin}/control/reset`, { method: "POST", body: "a=b" });
		expect(response.status).toBe(415);
	});

	it("answers to no name but this machine's", async () => {
		const status = await new Promise((resolve, reject) => {
			request(`${playground.sandbox.origin}/control/state`, { headers: { host: "evil.example" } }, (response) => {
				response.resume();
				resolve(response.statusCode);
			})
				.on("error", reject)
				.end();
		});
		expect(status).toBe(421);
	});

	it("begins the stories anew on reset, keeping what was connected", async () => {
		await connect();
		const before = await (await playground.control("GET", "state")).json();
		await playground.control("PUT", "tenants/loom/hooks", {});
		await playground.control("POST", "tenants/nordlicht/orders", { customer: "mei.lin@example.org" });
		expect((await playground.control("POST", "reset")).status).toBe(204);
		expect(await (await playground.control("GET", "state")).json()).toEqual(before);
	});
});

describe("a restart", () => {
	it("finds everything as it was", async () => {
		await connect();
		await playground.control("PUT", "tenants/nordlicht/systems/hubspot", { mode: "failing" });
		await playground.control("POST", "tenants/nordlicht/orders", { customer: "mei.lin@example.org", total: 77 });
		const { origin: _, systems: __, ...before } = await (await playground.control("GET", "state")).json();
		playground = await playground.restart();
		const { origin, systems, ...after } = await (await playground.control("GET", "state")).json();
		expect(JSON.stringify(after)).toBe(JSON.stringify(before).replaceAll(_, origin));
		expect((await ping(playground, "nordlicht", "hubspot")).status).toBe(500);
		expect(systems).toEqual(playground.sandbox.systems);
	});

	it("refuses a file that is not its own, and says which", async () => {
		await playground.sandbox.stop();
		writeFileSync(join(playground.dataDir, "sandbox.json"), '{"loom":{}}');
		await expect(openPlayground(playground.dataDir)).rejects.toThrow(/sandbox\.json is not a sandbox of this version/);
	});
});

describe("the stories", () => {
	it("are the same in every sandbox that begins at the same moment", async () => {
		const other = await openPlayground();
		const orders = async (where: Playground) =>
			(await (await where.control("GET", "state")).json()).tenants.loom.orders;
		expect(await orders(other)).toEqual(await orders(playground));
		await other.close();
	});

	it("hold every state that an agent meets", async () => {
		const { tenants } = await (await playground.control("GET", "state")).json();
		for (const tenant of [tenants.loom, tenants.nordlicht]) {
			const states = tenant.orders.map(
				({ financial, fulfillment }: Record<string, string>) => `${financial} ${fulfillment}`,
			);
			for (const state of [
				"PENDING UNFULFILLED",
				"PAID UNFULFILLED",
				"PAID PARTIALLY_FULFILLED",
				"PAID FULFILLED",
				"REFUNDED UNFULFILLED",
				"PARTIALLY_REFUNDED FULFILLED",
			]) {
				expect(states, tenant.name).toContain(state);
			}
			expect(tenant.deliveries.some(({ delayed }: { delayed: boolean }) => delayed)).toBe(true);
		}
	});
});
