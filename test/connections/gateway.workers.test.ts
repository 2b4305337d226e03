import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Ask } from "../../src/connections/ask.ts";
import { readCards } from "../../src/connections/cards.ts";
import { Notices } from "../../src/connections/notices.ts";
import { newId } from "../../src/platform/ids.ts";
import { connectionDoorOf } from "../../src/workspaces/doors.ts";
import { SOON } from "../support/server/applied.ts";
import { found } from "../support/server/home.ts";
import { connectionOf } from "../support/server/objects.ts";
import { ACCESS_TOKEN, connectShop, identityOf, openShop, ordersOf } from "../support/server/shop.ts";
import { visit } from "../support/server/visitor.ts";

async function setUp() {
	const home = await found("Shop");
	const shop = await connectShop(home);
	const door = await connectionDoorOf(env, home.workspaceId, shop.id);
	if (!door) throw new Error("no door");
	const ask = (email: string): Ask => ({ door, customerId: newId("customer"), keys: { email } });
	const kept = async ({ door, customerId, keys }: Ask) =>
		(await readCards(env, home.workspaceId, customerId, keys, [door])).get(shop.id);
	return { home, shop, ask, kept, stub: connectionOf(home, shop.id) };
}

function held(answer: () => Response | Promise<Response> = ordersOf) {
	const { promise, resolve } = Promise.withResolvers<void>();
	const asked = openShop(async () => {
		await promise;
		return answer();
	});
	return { asked, letGo: resolve };
}

/** The fixture's orders, said in words that Shopify did not have when the connector was written. */
async function changed(from: string, to: string): Promise<Response> {
	const sound = await ordersOf().text();
	if (!sound.includes(from)) throw new Error(`the fixture has no ${from}`);
	return Response.json(JSON.parse(sound.replace(from, to)));
}

describe("who waits for a card", () => {
	it("and leaves, the last of all, has the call given up; that says nothing about the system", async () => {
		const { ask, kept, stub } = await setUp();
		const one = ask("lena@example.com");
		const { asked, letGo } = held();
		const first = stub.fetchCard(one, "first");
		const second = stub.fetchCard(one, "second");
		await expect.poll(() => asked.length, SOON).toBe(1);
		await stub.leave(one, "nobody");
		await stub.leave(one, "first");
		await stub.leave(one, "second");
		expect((await Promise.all([first, second])).map(({ state }) => state)).toEqual(["failed", "failed"]);
		expect(await stub.health()).toMatchObject({ state: "unused", calls: 0, errors: 0 });
		letGo();
		expect(await kept(one)).toBeUndefined();
		openShop();
		expect((await stub.fetchCard(one, "third")).state).toBe("fresh");
	});

	it("keeps it for those who stay", async () => {
		const { ask, stub } = await setUp();
		const one = ask("lena@example.com");
		const { asked, letGo } = held();
		const [first, second] = [stub.fetchCard(one, "first"), stub.fetchCard(one, "second")];
		await expect.poll(() => asked.length, SOON).toBe(1);
		await stub.leave(one, "first");
		letGo();
		expect((await Promise.all([first, second])).map(({ state }) => state)).toEqual(["fresh", "fresh"]);
		expect(asked).toHaveLength(1);
	});
});

describe("a changed connection", () => {
	it("shows nothing of what it was before, also where that was on its way", async () => {
		const { home, shop, ask, kept, stub } = await setUp();
		const before = ask("lena@example.com");
		openShop();
		await stub.fetchCard(before);
		expect(await kept(before)).toBeDefined();
		const { asked, letGo } = held();
		const onItsWay = stub.fetchCard(before);
		await expect.poll(() => asked.length, SOON).toBe(1);
		const settings = { shop: "oak.myshopify.com", accessToken: "shpat_of_another_app" };
		await home.owner.ask("PATCH", `/v1/connections/${shop.id}`, { body: { settings } });
		const door = await connectionDoorOf(env, home.workspaceId, shop.id);
		if (!door) throw new Error("no door");
		const now = { ...before, door };
		expect(await kept(now)).toBeUndefined();
		const own = stub.fetchCard(now, "agent", 0);
		await expect.poll(() => asked.length, SOON).toBe(2);
		letGo();
		await Promise.all([onItsWay, own]);
		expect((await stub.fetchCard(now, "agent", 0)).state).toBe("fresh");
		expect(asked.map(({ headers }) => headers.get("x-shopify-access-token"))).toEqual([
			ACCESS_TOKEN,
			settings.accessToken,
		]);
	});
});

describe("a signed customer who opens the widget", () => {
	it("has their cards fetched before they write, once", async () => {
		const { home, shop } = await setUp();
		const asked = openShop();
		const identity = await identityOf(home, { sub: "7", email: "lena@example.com" });
		await visit({ inboxId: home.inboxId, identity });
		await expect.poll(async () => (await connectionOf(home, shop.id).health()).calls, SOON).toBe(1);
		const written = async () => (await env.CARDS.list({ prefix: `card:${home.workspaceId}:` })).keys.length;
		await expect.poll(written, SOON).toBe(1);
		await visit({ inboxId: home.inboxId, identity });
		await visit({ inboxId: home.inboxId });
		expect(asked).toHaveLength(1);
	});

	it("costs no second call where KV does not show their cards yet", async () => {
		const { ask, stub } = await setUp();
		const asked = openShop();
		await stub.fetchCard(ask("lena@example.com"));
		const one = ask("mia@example.com");
		await stub.fetchCard(one);
		await stub.lookAhead(one);
		await stub.health();
		await stub.lookAhead(ask("ida@example.com"));
		await expect.poll(() => asked.at(-1)?.body, SOON).toContain("ida@example.com");
		expect(asked).toHaveLength(3);
	});

	it("waits for nothing: a system that hangs holds no visit up", async () => {
		const { home } = await setUp();
		const { asked, letGo } = held();
		const identity = await identityOf(home, { sub: "7", email: "lena@example.com" });
		expect((await visit({ inboxId: home.inboxId, identity })).verified).toBe(true);
		await expect.poll(() => asked.length, SOON).toBe(1);
		letGo();
	});

	it("is not worth the last of a system's budget, nor a call to one that fails", async () => {
		const { ask, stub } = await setUp();
		const asked = openShop(() => changed('"currentlyAvailable":1969', '"currentlyAvailable":400'));
		await stub.fetchCard(ask("one@example.com"));
		await stub.lookAhead(ask("two@example.com"));
		await stub.fetchCard(ask("three@example.com"));
		expect(asked).toHaveLength(2);
		openShop(() => new Response("", { status: 500 }));
		await stub.fetchCard(ask("four@example.com"));
		const later = openShop();
		await stub.lookAhead(ask("five@example.com"));
		await stub.health();
		expect(later).toHaveLength(0);
	});
});

describe("a system's limit", () => {
	it("is kept to without being told: a used-up budget costs no call, and says so", async () => {
		const { ask, stub } = await setUp();
		const asked = openShop(() => changed('"currentlyAvailable":1969', '"currentlyAvailable":-900'));
		expect((await stub.fetchCard(ask("one@example.com"))).state).toBe("fresh");
		const second = await stub.fetchCard(ask("two@example.com"));
		expect(second).toMatchObject({ state: "failed", reason: expect.stringContaining("limit of calls is used up") });
		expect(asked).toHaveLength(1);
		const { budget, retryAt, ...counted } = await stub.health();
		expect(counted).toMatchObject({ state: "ok", calls: 1, errors: 0 });
		expect(budget).toEqual({ left: expect.any(Number), of: 2000 });
		expect(budget?.left).toBeLessThan(0);
		expect(Date.parse(retryAt ?? "") - Date.now()).toBeGreaterThan(2_000);
	});
});

describe("an answer in another form", () => {
	it("keeps the last good card, marked, and gives one notice that names the field", async () => {
		const { ask, kept, stub } = await setUp();
		const one = ask("lena@example.com");
		openShop();
		const good = await stub.fetchCard(one);
		openShop(() => changed('"createdAt":"2026-11-20T10:00:00Z"', '"createdAt":1763632800'));
		for (let i = 0; i < 8; i++) {
			const card = await stub.fetchCard(one);
			expect(card).toMatchObject({ state: "drifted", items: good.items, fetchedAt: good.fetchedAt });
		}
		expect((await kept(one))?.fetchedAt).toBe(good.fetchedAt);
		const { notices, breaker } = await stub.health();
		expect(breaker).toBe("closed");
		expect(notices).toMatchObject([
			{ path: "data.customerByIdentifier.orders.nodes.*.createdAt", before: "text", after: "number", count: 8 },
		]);
		const [notice] = notices;
		expect(await stub.dismissNotice("999")).toBe(false);
		expect(await stub.dismissNotice(notice?.id ?? "")).toBe(true);
		await stub.fetchCard(one);
		expect((await stub.health()).notices).toEqual([]);
	});

	it("is told also after an admin has put fifty others away", async () => {
		const { stub } = await setUp();
		const all = await runInDurableObject(stub, (_, { storage }) => {
			const notices = new Notices(storage.sql, Date.now);
			const told = (i: number) => notices.add({ path: "status", before: "one of open", after: `"word ${i}"` });
			const news = Array.from({ length: 51 }, (_, i) => told(i));
			for (const { id } of [...notices.open]) notices.putAway(id);
			return { news, again: told(0), another: told(51), open: notices.open.map(({ after }) => after) };
		});
		expect(all).toEqual({
			news: [...Array(50).fill(true), false],
			again: false,
			another: true,
			open: ['"word 51"'],
		});
	});

	it("is remembered through the object's sleep, counts and what was put away", async () => {
		const { ask, stub } = await setUp();
		openShop(() => changed('"createdAt":"2026-11-20T10:00:00Z"', '"createdAt":null'));
		await stub.fetchCard(ask("lena@example.com"));
		await stub.fetchCard(ask("lena@example.com"));
		await runDurableObjectAlarm(stub);
		await evictDurableObject(stub);
		const { notices, calls, errors, latencyMs } = await stub.health();
		expect(notices).toMatchObject([{ after: "null", count: 2 }]);
		expect([calls, errors]).toEqual([2, 2]);
		expect(latencyMs?.p99).toBeGreaterThanOrEqual(latencyMs?.p50 ?? Number.NaN);
		await stub.dismissNotice(notices[0]?.id ?? "");
		await evictDurableObject(stub);
		await stub.fetchCard(ask("lena@example.com"));
		expect((await stub.health()).notices).toEqual([]);
	});
});
