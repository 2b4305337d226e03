import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Ask } from "../../src/connections/ask.ts";
import { isFresh, readCards } from "../../src/connections/cards.ts";
import { ConnectionObject } from "../../src/connections/connection.ts";
import type { CardPlace } from "../../src/connections/ports.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Card } from "../../src/protocol/card.ts";
import { connectionDoorOf } from "../../src/workspaces/doors.ts";
import { SOON } from "../support/server/applied.ts";
import { found } from "../support/server/home.ts";
import { connectionOf } from "../support/server/objects.ts";
import { connectShop, openShop, ordersOf } from "../support/server/shop.ts";

const nobody = () => Response.json({ data: { customerByIdentifier: null } });

/** A shop of its own, and asks about customers by e-mail. */
async function setUp() {
	const home = await found("Shop");
	const shop = await connectShop(home);
	const door = await connectionDoorOf(env, home.workspaceId, shop.id);
	if (!door) throw new Error("no door");
	const ask = (email: string, customerId = newId("customer")): Ask => ({ door, customerId, keys: { email } });
	const kept = async ({ door, customerId, keys }: Ask) =>
		(await readCards(env, home.workspaceId, customerId, keys, [door])).get(shop.id);
	const place: CardPlace = { workspaceId: home.workspaceId, jurisdiction: "none", id: newId("conversation") };
	return { home, shop, ask, kept, place, stub: connectionOf(home, shop.id) };
}

/** Answers that wait until they are let go, in order. The gates are made here: an object may wait for them, not make them. */
function heldShop(count: number, answer: (i: number) => Response = () => ordersOf()) {
	const gates = Array.from({ length: count }, () => Promise.withResolvers<void>());
	let through = 0;
	const asked = openShop(async () => {
		const i = asked.length - 1;
		await gates[i]?.promise;
		return answer(i);
	});
	return {
		asked,
		waiting: () => asked.length - through,
		letGo(most = 1) {
			for (let i = 0; i < most && through < asked.length; i++) gates[through++]?.resolve();
		},
	};
}

describe("look-ups of one system", () => {
	it("run five at once; a healthy system's breaker stays closed however many ask", async () => {
		const { ask, stub } = await setUp();
		const { asked, waiting, letGo } = heldShop(40);
		const cards = Promise.all(Array.from({ length: 40 }, (_, i) => stub.fetchCard(ask(`c${i}@example.com`))));
		let done = false;
		void cards.then(() => {
			done = true;
		});
		while (!done) {
			await expect.poll(() => waiting() > 0 || done, SOON).toBe(true);
			expect(waiting()).toBeLessThanOrEqual(5);
			letGo();
		}
		expect(new Set((await cards).map(({ state }) => state))).toEqual(new Set(["fresh"]));
		expect(asked).toHaveLength(40);
		expect((await stub.health()).state).toBe("ok");
	});

	it("of one that dies are ten at most; who still waits is told at once", async () => {
		const { ask, stub } = await setUp();
		const asked = openShop(() => new Response("", { status: 500 }));
		const cards = await Promise.all(Array.from({ length: 60 }, (_, i) => stub.fetchCard(ask(`d${i}@example.com`))));
		expect(asked.length).toBeLessThanOrEqual(10);
		expect(cards.filter(({ state }) => state === "breaker_open").length).toBe(60 - asked.length);
	});

	it("beyond a hundred that wait are refused with a reason", async () => {
		const { ask, stub } = await setUp();
		const { asked, waiting, letGo } = heldShop(105);
		const cards = Array.from({ length: 106 }, (_, i) => stub.fetchCard(ask(`e${i}@example.com`)));
		const refused = await Promise.race(cards);
		expect(refused).toMatchObject({ state: "failed", reason: "Too many look-ups are waiting for it." });
		let done = false;
		void Promise.all(cards).then(() => {
			done = true;
		});
		while (!done) {
			await expect.poll(() => waiting() > 0 || done, SOON).toBe(true);
			letGo(5);
		}
		expect(asked).toHaveLength(105);
	});
});

describe("what holds calls back", () => {
	it.each([
		["a breaker that has opened", 5, () => new Response("", { status: 500 }), "breaker_open"],
		[
			"a time that the system has named",
			1,
			() => new Response("", { status: 429, headers: { "retry-after": "3600" } }),
			"failed",
		],
		[
			"a limit that is used up",
			1,
			() =>
				Response.json(
					{ data: { customerByIdentifier: null } },
					{ headers: { "ratelimit-limit": "40", "ratelimit-remaining": "0", "ratelimit-reset": "3600" } },
				),
			"failed",
		],
	])("outlasts the object's sleep: %s", async (_, calls, answer, state) => {
		const { ask, stub, shop, home } = await setUp();
		const asked = openShop(answer);
		for (let i = 0; i < calls; i++) await stub.fetchCard(ask(`f${i}@example.com`));
		expect(asked).toHaveLength(calls);
		const before = await stub.health();
		await evictDurableObject(stub);
		expect(await stub.health()).toMatchObject({
			breaker: before.breaker,
			retryAt: before.retryAt,
			budget: before.budget,
		});
		expect(await stub.fetchCard(ask("later@example.com"))).toMatchObject({ state });
		expect(asked).toHaveLength(calls);
		// A changed connection begins anew, also where the change is what wakes it, and after another sleep.
		await evictDurableObject(stub);
		await home.owner.ask("PATCH", `/v1/connections/${shop.id}`, {
			body: { settings: { accessToken: "shpat_another_one" } },
		});
		await evictDurableObject(stub);
		await stub.fetchCard(ask("changed@example.com"));
		expect(asked).toHaveLength(calls + 1);
	});

	it("is forgotten once the system is well", async () => {
		const { ask, stub } = await setUp();
		const answers = [() => new Response("", { status: 500 }), nobody];
		openShop(() => (answers.shift() ?? nobody)());
		const rows = () =>
			runInDurableObject(stub, (_, { storage }) => storage.sql.exec("SELECT json FROM restraint").toArray().length);
		await stub.fetchCard(ask("once@example.com"));
		expect(await rows()).toBe(1);
		await stub.fetchCard(ask("twice@example.com"));
		expect(await rows()).toBe(0);
	});
});

describe("a card", () => {
	it("is not kept as it was before an event, also one that comes while it is being written", async () => {
		const { ask, kept, place, stub } = await setUp();
		const one = ask("late@example.com");
		openShop(() => nobody());
		await runInDurableObject(stub, async (_, state) => {
			const shown: Card[] = [];
			const ports = {
				showCard: async (_: CardPlace, card: Card) => void shown.push(card),
				takeFindings: async () => 0,
				now: () => Date.now(),
			};
			let writes = 0;
			const cards = new Proxy(env.CARDS, {
				get: (kv, name) => {
					if (name !== "put") return Reflect.get(kv, name).bind(kv);
					return async (...given: Parameters<KVNamespace["put"]>) => {
						writes += 1;
						if (writes === 1) {
							openShop(() => ordersOf());
							await object.renewCard(one, place);
						}
						return kv.put(...given);
					};
				},
			});
			const object = new ConnectionObject(state, { ...env, CARDS: cards }, ports);
			expect((await object.fetchCard(one)).state).toBe("fresh");
			expect(writes).toBe(2);
			expect(shown.at(-1)?.state).toBe("fresh");
		});
		expect((await kept(one))?.state).toBe("fresh");
	});

	it("is asked for by what is proven now: another address is another question, and never gets the first one's answer", async () => {
		const { ask, kept, stub } = await setUp();
		const before = ask("old@example.com");
		const now = ask("new@example.com", before.customerId);
		const { asked, waiting, letGo } = heldShop(2, (i) => (i === 0 ? ordersOf() : nobody()));
		const both = Promise.all([stub.fetchCard(before), stub.fetchCard(now)]);
		await expect.poll(waiting, SOON).toBe(2);
		letGo(2);
		expect((await both).map(({ state }) => state).toSorted()).toEqual(["fresh", "not_found"]);
		expect(asked.map(({ body }) => body).join()).toMatch(/old@example\.com.*new@example\.com/s);
		expect([await kept(before), await kept(now)].filter(Boolean)).toHaveLength(1);
	});

	it("of somebody nobody looks at is deleted by an event, and fetched by the next look", async () => {
		const { ask, kept, stub } = await setUp();
		const one = ask("quiet@example.com");
		const asked = openShop();
		await stub.fetchCard(one);
		expect((await kept(one))?.state).toBe("fresh");
		await stub.forgetCard(one);
		expect(await kept(one)).toBeUndefined();
		expect(asked).toHaveLength(1);
	});

	it("is deleted by an event also where those who asked for it have left, and their call has not begun", async () => {
		const { ask, kept, stub } = await setUp();
		const one = ask("quiet@example.com");
		openShop();
		await stub.fetchCard(one);
		const { waiting, letGo } = heldShop(5);
		const others = Array.from({ length: 5 }, (_, i) => stub.fetchCard(ask(`c${i}@example.com`)));
		await expect.poll(waiting, SOON).toBe(5);
		const left = stub.fetchCard(one, "agent");
		await stub.leave(one, "agent");
		await stub.forgetCard(one);
		letGo(5);
		await Promise.all([left, ...others]);
		expect(await kept(one)).toBeUndefined();
	});

	it("from before an event is fresh no more where the system fails then; what it said last is kept", async () => {
		const { ask, kept, place, stub } = await setUp();
		const one = ask("lena@example.com");
		openShop();
		const good = await stub.fetchCard(one);
		openShop(() => new Response("", { status: 500 }));
		await stub.renewCard(one, place);
		await expect.poll(async () => isFresh((await kept(one)) ?? good, Date.now()), SOON).toBe(false);
		expect((await kept(one))?.items).toEqual(good.items);
		expect(await stub.fetchCard(one)).toMatchObject({ state: "failed", items: good.items, fetchedAt: good.fetchedAt });
		openShop();
		await stub.fetchCard(one);
		expect(isFresh((await kept(one)) ?? good, Date.now())).toBe(true);
	});

	it("is renewed without anybody waiting for it", async () => {
		const { ask, kept, place, stub } = await setUp();
		const { waiting, letGo } = heldShop(1);
		const one = ask("slow@example.com");
		await stub.renewCard(one, place);
		await expect.poll(waiting, SOON).toBe(1);
		letGo();
		await expect.poll(async () => (await kept(one))?.state, SOON).toBe("fresh");
	});
});

describe("health", () => {
	it("counts a flood of refused webhooks with one write, due before an idle object falls asleep", async () => {
		const { stub } = await setUp();
		const written = () =>
			runInDurableObject(stub, (_, { storage }) =>
				storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'health'").toArray().length === 0
					? 0
					: Number(storage.sql.exec("SELECT json ->> '$.hooksRefused' AS n FROM health").one().n),
			);
		for (let i = 0; i < 50; i++) await stub.countHooks(0, 1);
		expect([await written(), (await stub.health()).hooksRefused]).toEqual([0, 50]);
		// Ten seconds idle, and memory is gone (platform-limits.md).
		const due = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
		expect((due ?? Number.POSITIVE_INFINITY) - Date.now()).toBeLessThan(10_000);
		expect(await runDurableObjectAlarm(stub)).toBe(true);
		expect(await written()).toBe(50);
		await evictDurableObject(stub);
		expect((await stub.health()).hooksRefused).toBe(50);
	});
});
