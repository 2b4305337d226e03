import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { connectionStub } from "../../src/connections/stub.ts";
import { connections } from "../../src/db/schema/connection.ts";
import { alerts, businessObjects, events } from "../../src/db/schema/event.ts";
import { sweepAll } from "../../src/events/sweep.ts";
import { connection, connectionHealth } from "../../src/protocol/connections.ts";
import { storedEvent } from "../../src/protocol/http.ts";
import { pageOf } from "../../src/protocol/http-parts.ts";
import { apply, SOON, stored } from "../support/server/applied.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { connectShop, identityOf, type MadeConnection, makeRule, order, sendShopify } from "../support/server/shop.ts";
import { openChangingShop, type ShopOrder, sweep } from "../support/server/sweeping.ts";
import { talk } from "../support/server/talk.ts";

const AT = "2026-11-23T08:00:00Z";

let home: Home;
let shop: MadeConnection;
let world: ReturnType<typeof openChangingShop>;

beforeAll(async () => {
	home = await found("Oak");
});

/** Each test has a shop of its own, never swept before. */
beforeEach(async () => {
	shop = await connectShop(home);
	world = openChangingShop();
});

const rowsOf = async (objectId: number) =>
	(await home.db.query((query) => query.select().from(events).where(eq(events.connectionId, shop.id)))).filter(
		({ event }) => event.objectId === String(objectId),
	);
const objectOf = async (objectId: number) =>
	(
		await home.db.query((query) =>
			query
				.select()
				.from(businessObjects)
				.where(eq(businessObjects.objectId, String(objectId))),
		)
	)[0];
const healthOf = async () => {
	const shape = z.object({ data: z.array(connection.extend({ health: connectionHealth })) });
	const { data } = await home.owner.get("/v1/connections", shape);
	return data.find(({ id }) => id === shop.id)?.health.sweep;
};
const stub = () => connectionStub(env, { workspaceId: home.workspaceId, jurisdiction: "none", id: shop.id });

/** A sweep, and its events through the queue. `news`: how many are awaited. */
async function sweepAndApply(news: number): Promise<void> {
	const log = watchLog();
	const before = log.of("event_applied").length;
	const foundBefore = log.of("event_found").length;
	await sweep(home, shop);
	expect(log.of("event_found").length - foundBefore).toBe(news);
	await expect.poll(() => log.of("event_applied").length - before, SOON).toBe(news);
}

const lost = (id: number, change: Partial<ShopOrder> = {}): ShopOrder => ({
	id,
	updatedAt: AT,
	createdAt: AT,
	...change,
});
const hook = (id: number, topic: string, change: object = {}) =>
	sendShopify(shop, topic, order({ id, name: `#${id}`, created_at: AT, updated_at: AT, ...change }), {
		triggeredAt: AT,
	});

describe("a webhook that was lost", () => {
	it("is found by the sweep and has one effect, however often it is swept, and also when it comes after all", async () => {
		const rule = await makeRule(home, { name: "Any order" });
		const identity = await identityOf(home, { sub: "51", email: "lost@example.com", name: "Lo" });
		const { agent, session } = await talk(home, home.owner, identity);
		await stored(home, session.conversationId);
		world.orders = [lost(5001, { email: "lost@example.com" })];

		await sweepAndApply(1);
		await sweepAndApply(0);
		await evictDurableObject(stub());
		await sweepAndApply(0);
		await apply(() => hook(5001, "orders/create", { email: "lost@example.com" }));

		const rows = await rowsOf(5001);
		expect(rows.map(({ sameAs }) => sameAs === null).toSorted()).toEqual([false, true]);
		expect(rows.every(({ state }) => state === "applied")).toBe(true);
		const told = rows.find(({ sameAs }) => sameAs === null);
		expect(told?.event).toMatchObject({ kind: "order.created", reference: "#5001", connector: "shopify" });
		const { data } = await home.owner.get(`/v1/customers/${told?.customerId}/events`, pageOf(storedEvent));
		expect(data).toHaveLength(1);
		await agent.next("card");
		expect(agent.all("entry").filter(({ entry }) => entry.content.kind === "event")).toHaveLength(1);
		const rung = await home.db.query((query) => query.select().from(alerts));
		expect(rung.filter(({ alert }) => alert.ruleId === rule.id && alert.event.objectId === "5001")).toHaveLength(1);
		expect(await healthOf()).toMatchObject({ found: 1, lastError: null });
	});

	it("tells what happened between the state that is known and the one that is found", async () => {
		await apply(() => hook(5002, "orders/create", { financial_status: "pending" }));
		world.orders = [lost(5002, { updatedAt: "2026-11-23T09:00:00Z", financial: "PAID" })];
		await sweep(home, shop, "2026-11-23T08:30:00Z");
		await expect
			.poll(async () => (await rowsOf(5002)).map(({ event }) => event.kind).toSorted(), SOON)
			.toEqual(["order.created", "order.paid"]);
	});

	it("is found on whichever page it stands", async () => {
		world.orders = [5011, 5012, 5013, 5014, 5015].map((id) => lost(id));
		await sweepAndApply(5);
		expect((await healthOf())?.found).toBe(5);
	});
});

describe("what a webhook has told", () => {
	it("is no news to the sweep, nor is an older state", async () => {
		await apply(() => hook(5021, "orders/create"));
		await apply(() => hook(5022, "orders/updated", { updated_at: "2026-11-23T10:00:00Z" }));
		world.orders = [lost(5021), lost(5022)];
		await sweepAndApply(0);
		expect(await rowsOf(5021)).toHaveLength(1);
		expect((await healthOf())?.found).toBe(0);
	});

	it("at the same time as the sweep has one effect", async () => {
		const ids = Array.from({ length: 8 }, (_, at) => 5100 + at);
		world.orders = ids.map((id) => lost(id));
		const log = watchLog();
		await Promise.all([sweep(home, shop), ...ids.map((id) => hook(id, "orders/create"))]);
		const queued = () => log.of("event_found").length + log.of("hook_accepted").length;
		await expect.poll(() => log.of("event_applied").length, SOON).toBe(queued());
		for (const id of ids) {
			const told = (await rowsOf(id)).filter(({ sameAs }) => sameAs === null);
			expect(told.map(({ event }) => event.kind)).toEqual(["order.created"]);
		}
	});

	it("of another kind within the same second is an event of its own", async () => {
		world.orders = [lost(5031, { financial: "PAID" })];
		await sweepAndApply(1);
		await apply(() => hook(5031, "orders/paid", { financial_status: "paid" }));
		const told = (await rowsOf(5031)).filter(({ sameAs }) => sameAs === null);
		expect(told.map(({ event }) => event.kind).toSorted()).toEqual(["order.created", "order.paid"]);
	});

	it("with a newer time of change and nothing else is no event, and the time is kept", async () => {
		world.orders = [lost(5041, { createdAt: "2026-11-01T08:00:00Z" })];
		await sweepAndApply(1);
		world.orders = [
			lost(5041, { createdAt: "2026-11-01T08:00:00Z", updatedAt: new Date(Date.now() - 90_000).toISOString() }),
		];
		await sweepAndApply(1);
		expect(await rowsOf(5041)).toHaveLength(1);
		expect((await objectOf(5041))?.version.getTime()).toBeGreaterThan(Date.parse(AT));
	});
});

describe("a shop that fails", () => {
	it("is named, loses nothing, and is read on from where it was", async () => {
		world.orders = [5061, 5062, 5063].map((id) => lost(id));
		world.failing = true;
		await sweep(home, shop);
		expect(await healthOf()).toMatchObject({
			found: 0,
			readUpTo: null,
			lastError: { reason: expect.stringContaining("fault of its own") },
		});
		world.failing = false;
		await stub().forgetFailures();
		await sweepAndApply(3);
		expect(await healthOf()).toMatchObject({ found: 3, lastError: null });
	});
});

describe("a shop that stopped telling", () => {
	beforeEach(() => {
		world.hookUrl = shop.hookUrl;
		world.topics = ["ORDERS_CREATE", "ORDERS_PAID", "REFUNDS_CREATE"];
	});

	it("is noticed within the sweep, subscribed to again, and named in health", async () => {
		await sweep(home, shop);
		expect(await healthOf()).toMatchObject({ lostHooks: null });
		world.topics = ["ORDERS_PAID"];
		await sweep(home, shop);
		expect(world.asked.filter((name) => name === "HeddleSubscribe")).toHaveLength(2);
		expect(world.topics.toSorted()).toEqual(["ORDERS_CREATE", "ORDERS_PAID", "REFUNDS_CREATE"]);
		expect(await healthOf()).toMatchObject({
			lostHooks: { topics: ["orders/create", "refunds/create"], back: true },
		});
	});

	it("and lets nobody subscribe again stays named, until it is back", async () => {
		await sweep(home, shop);
		world.topics = [];
		world.subscribable = false;
		await sweep(home, shop);
		await evictDurableObject(stub());
		expect((await healthOf())?.lostHooks).toMatchObject({ back: false });
		world.subscribable = true;
		await sweep(home, shop);
		expect((await healthOf())?.lostHooks).toMatchObject({ back: true });
	});

	it("to another address than ours was never ours", async () => {
		world.hookUrl = "https://elsewhere.example/v1/hooks/x/y";
		await sweep(home, shop);
		world.topics = [];
		await sweep(home, shop);
		expect(world.asked).not.toContain("HeddleSubscribe");
		expect(await healthOf()).toMatchObject({ lostHooks: null });
	});
});

describe("the schedule", () => {
	it("asks each connection that is due once, and not again before its next turn", async () => {
		const overdue = new Date("2026-11-23T07:00:00Z");
		await home.db.query((query) =>
			query.update(connections).set({ sweepDue: overdue }).where(eq(connections.id, shop.id)),
		);
		world.orders = [lost(5051)];
		const now = () => overdue.getTime() + 1;
		await sweepAll(env, now);
		await expect.poll(async () => (await rowsOf(5051)).length, SOON).toBe(1);
		const asked = world.asked.length;
		await sweepAll(env, now);
		expect(world.asked).toHaveLength(asked);
	});

	it("learns whose turn it is and nothing else", async () => {
		const due = await home.db.query((query) =>
			query.execute(sql`select * from due_sweeps(array['shopify'], now() + interval '1 day', 1000)`),
		);
		expect(due.fields.map(({ name }) => name)).toEqual(["workspace_id", "connection_id", "due"]);
		expect(due.rows.some(({ connection_id }) => connection_id === shop.id)).toBe(true);
	});
});
