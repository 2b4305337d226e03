import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemKeys } from "../../scripts/sandbox/tenants.ts";
import { openPlayground, type Playground, ping } from "./playground.ts";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
});
afterEach(() => playground.close());

async function disturb(system: string, setting: object, tenant = "loom"): Promise<void> {
	expect((await playground.control("PUT", `tenants/${tenant}/systems/${system}`, setting)).status).toBe(204);
}

describe("the switches", () => {
	it.each(systemKeys)("make %s slow: 3 s, or as long as asked", async (system) => {
		await disturb(system, { mode: "slow" });
		expect((await ping(playground, "loom", system)).status).toBe(200);
		await disturb(system, { mode: "slow", latencyMs: 700 });
		expect((await ping(playground, "loom", system)).status).toBe(200);
		expect(playground.waits).toEqual([3000, 700]);
	});

	it.each(systemKeys)("make %s hang for 30 s and then give up without an answer", async (system) => {
		await disturb(system, { mode: "hanging" });
		const response = await ping(playground, "loom", system);
		expect(response.status).toBe(504);
		expect(await response.text()).toBe("");
		expect(playground.waits).toEqual([30_000]);
	});

	it.each([
		["shopify", { errors: [{ extensions: { code: "INTERNAL_SERVER_ERROR" } }] }],
		["erpnext", { exc_type: "OperationalError" }],
		["hubspot", { status: "error", category: "INTERNAL_ERROR" }],
		["zendesk", { error: "InternalError" }],
		["woocommerce", { code: "internal_server_error", data: { status: 500 } }],
		["medusa", { type: "unknown_error" }],
		["pull-card", { error: "the members' database is away" }],
		["mapped-rest", { error: "the register is being counted" }],
		["stripe", { error: { type: "api_error" } }],
		["request-tracker", { message: "Internal Server Error" }],
		["aftership", { meta: { code: 500, type: "InternalError" } }],
	] as const)("make %s fail with 500 in its own shape", async (system, shape) => {
		await disturb(system, { mode: "failing" });
		const response = await ping(playground, "loom", system);
		expect(response.status).toBe(500);
		expect(await response.json()).toMatchObject(shape);
	});

	it("make Moodle fail as it does: with a page", async () => {
		await disturb("moodle", { mode: "failing" });
		const response = await ping(playground, "loom", "moodle");
		expect([response.status, await response.text()]).toEqual([
			500,
			expect.stringContaining("Database connection failed"),
		]);
	});

	it("make Tryton fail as it does: with status 200 and the exception", async () => {
		await disturb("tryton", { mode: "failing" });
		const response = await ping(playground, "loom", "tryton");
		expect([response.status, await response.json()]).toEqual([
			200,
			{ id: 1, error: ["could not connect to server: Connection refused", ""] },
		]);
	});

	it.each(systemKeys)("make %s answer 200 with something that is not its own", async (system) => {
		const sound = await (await ping(playground, "loom", system)).text();
		await disturb(system, { mode: "malformed" });
		const response = await ping(playground, "loom", system);
		expect(response.status).toBe(200);
		expect(await response.text()).not.toBe(sound);
	});

	it("make each system refuse for its rate limit in its own way", async () => {
		for (const system of systemKeys) await disturb(system, { mode: "rate_limited" });
		const shopify = await ping(playground, "loom", "shopify");
		expect(shopify.status).toBe(200);
		expect(await shopify.json()).toMatchObject({
			errors: [{ extensions: { code: "THROTTLED" } }],
			extensions: { cost: { actualQueryCost: null, throttleStatus: { currentlyAvailable: 0 } } },
		});
		const erpnext = await ping(playground, "loom", "erpnext");
		expect([erpnext.status, erpnext.headers.get("retry-after"), await erpnext.text()]).toEqual([
			429,
			"60",
			"Too Many Requests",
		]);
		const hubspot = await ping(playground, "loom", "hubspot");
		expect(hubspot.status).toBe(429);
		expect(await hubspot.json()).toMatchObject({ errorType: "RATE_LIMIT" });
		const zendesk = await ping(playground, "loom", "zendesk");
		expect([zendesk.status, zendesk.headers.get("retry-after")]).toEqual([429, "12"]);
		const moodle = await ping(playground, "loom", "moodle");
		expect([moodle.status, moodle.headers.get("retry-after")]).toEqual([429, "30"]);
		const woocommerce = await ping(playground, "loom", "woocommerce");
		expect([woocommerce.status, woocommerce.headers.get("retry-after")]).toEqual([429, "15"]);
		const medusa = await ping(playground, "loom", "medusa");
		expect([medusa.status, medusa.headers.get("retry-after")]).toEqual([429, "20"]);
		const pullCard = await ping(playground, "loom", "pull-card");
		expect([pullCard.status, pullCard.headers.get("retry-after")]).toEqual([429, "10"]);
		const register = await ping(playground, "loom", "mapped-rest");
		expect([register.status, register.headers.get("retry-after")]).toEqual([429, "7"]);
		const stripe = await ping(playground, "loom", "stripe");
		expect([stripe.status, stripe.headers.get("retry-after")]).toEqual([429, null]);
		expect(await stripe.json()).toMatchObject({ error: { code: "rate_limit" } });
		const requestTracker = await ping(playground, "loom", "request-tracker");
		expect([requestTracker.status, requestTracker.headers.get("retry-after")]).toEqual([429, "20"]);
		const tryton = await ping(playground, "loom", "tryton");
		expect([tryton.status, tryton.headers.get("retry-after")]).toEqual([429, "10"]);
		const aftership = await ping(playground, "loom", "aftership");
		expect([aftership.status, aftership.headers.get("x-ratelimit-remaining")]).toEqual([429, "0"]);
	});

	it("disturb one system of one business and nothing else", async () => {
		await disturb("erpnext", { mode: "failing" });
		expect((await ping(playground, "loom", "erpnext")).status).toBe(500);
		expect((await ping(playground, "nordlicht", "erpnext")).status).toBe(200);
		for (const system of ["shopify", "hubspot", "zendesk"] as const)
			expect((await ping(playground, "loom", system)).status).toBe(200);
		await disturb("erpnext", { mode: "ok" });
		expect((await ping(playground, "loom", "erpnext")).status).toBe(200);
	});

	it("leave a wrong key a wrong key", async () => {
		await disturb("zendesk", { mode: "failing" });
		expect((await fetch(`${playground.sandbox.systems.zendesk}/api/v2/users/me.json`)).status).toBe(401);
	});
});

describe("the count of calls", () => {
	it("goes by business and system, and sets wrong keys apart", async () => {
		await ping(playground, "loom", "shopify");
		await ping(playground, "loom", "shopify");
		await ping(playground, "nordlicht", "zendesk");
		await fetch(`${playground.sandbox.systems.hubspot}/crm/v3/owners/1`);
		const calls = await (await playground.control("GET", "calls")).json();
		expect(calls.loom.shopify).toMatchObject({ total: 2, inFlight: 0, peak: 1, byStatus: { 200: 2 } });
		expect(calls.loom.shopify.recent[0]).toMatchObject({
			method: "POST",
			path: "/admin/api/2026-10/graphql.json",
			status: 200,
		});
		expect(calls.nordlicht.zendesk.total).toBe(1);
		expect(calls.nordlicht.shopify.total).toBe(0);
		expect(calls.nobody.hubspot).toMatchObject({ total: 1, byStatus: { 401: 1 } });
		expect(await (await playground.control("GET", "tenants/loom/calls")).json()).toEqual(calls.loom);
	});

	it("begins again after a reset", async () => {
		await ping(playground, "loom", "erpnext");
		expect((await playground.control("DELETE", "calls")).status).toBe(204);
		expect((await (await playground.control("GET", "tenants/loom/calls")).json()).erpnext.total).toBe(0);
	});
});
