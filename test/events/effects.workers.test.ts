import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deadLetters, events } from "../../src/db/schema/event.ts";
import { type Delivery, packed } from "../../src/events/delivery.ts";
import { derivedId, newId } from "../../src/platform/ids.ts";
import { newTraceId } from "../../src/platform/tracing.ts";
import { safeOf } from "../../src/workspaces/data-key.ts";
import { stored } from "../support/server/applied.ts";
import { expectFaults } from "../support/server/faults.ts";
import { deskSocket } from "../support/server/frame-socket.ts";
import { batchesOf, consume } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { failStatements } from "../support/server/outside.ts";
import { connectShop, identityOf, type MadeConnection, makeRule, openShop, order } from "../support/server/shop.ts";
import { caughtUp, talk } from "../support/server/talk.ts";

const EVENTS = "heddle-events";
const DEAD = "heddle-dead";

let home: Home;
let other: Home;
let shop: MadeConnection;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	shop = await connectShop(home);
	await makeRule(home, {});
});

beforeEach(() => {
	openShop();
});

/** The queue's message for an `orders/create`, as the door makes it. */
async function delivery(payload: object, change: Partial<Delivery> = {}): Promise<Delivery> {
	const sourceEventId = crypto.randomUUID();
	const eventId = await derivedId("event", shop.id, "orders/create", sourceEventId);
	return {
		version: 1,
		workspaceId: home.workspaceId,
		jurisdiction: "none",
		connectionId: shop.id,
		eventId,
		topic: "orders/create",
		sourceEventId,
		receivedAt: new Date().toISOString(),
		traceId: newTraceId(),
		body: await packed(
			env,
			home.workspaceId,
			eventId,
			new Uint8Array(new TextEncoder().encode(JSON.stringify(payload))),
		),
		...change,
	};
}

const eventRow = async ({ eventId }: Delivery) =>
	(await home.db.query((query) => query.select().from(events).where(eq(events.id, eventId))))[0];

describe("a delivery whose consumer dies between effects", () => {
	it.each([
		["after all of them, before it is marked applied", /update "events"/],
		["before it is stored", /insert into "events"/],
	])("has each effect once when it comes again: %s", async (_, statement) => {
		const email = `${crypto.randomUUID()}@example.com`;
		const identity = await identityOf(home, { sub: crypto.randomUUID(), email });
		const { agent, session } = await talk(home, home.owner, identity);
		await stored(home, session.conversationId);
		const desk = await deskSocket(home.owner, home.teamId);
		const one = await delivery(order({ id: `crash ${statement}`, email }));

		const faults = expectFaults();
		const broken = failStatements(statement);
		expect(await consume(EVENTS, [one])).toEqual({ acked: [], retried: [0] });
		expect((await eventRow(one))?.state).not.toBe("applied");
		broken.end();
		expect(await consume(EVENTS, [one, one])).toEqual({ acked: [0, 1], retried: [] });
		expect(await consume(EVENTS, [one])).toEqual({ acked: [0], retried: [] });

		expect(faults.events()).toEqual(["event_not_applied"]);
		expect((await eventRow(one))?.state).toBe("applied");
		await caughtUp(agent);
		expect(agent.all("entry").map(({ entry }) => entry.clientId)).toEqual([one.eventId]);
		await desk.next("alert", ({ alert }) => alert.event.id === one.eventId);
		expect(desk.all("alert").filter(({ alert }) => alert.event.id === one.eventId)).toHaveLength(1);
	});

	it("holds up no neighbour, and a body that is none of ours is given back", async () => {
		const [good, early] = [await delivery(order({ id: 9_002 })), await delivery(order({ id: 9_003 }), { body: null })];
		const faults = expectFaults();
		const result = await consume(EVENTS, [early, { nonsense: true }, good]);
		expect(result).toEqual({ acked: [2], retried: [0, 1] });
		expect(faults.events()).toEqual(["event_not_applied"]);
		expect(await eventRow(good)).toMatchObject({ state: "applied" });
	});

	it("is dropped without effect when its connection is gone", async () => {
		const one = await delivery(order({ id: 9_004 }), { connectionId: newId("connection") });
		expect(await consume(EVENTS, [one])).toEqual({ acked: [0], retried: [] });
		expect(await eventRow(one)).toBeUndefined();
	});
});

describe("a customer", () => {
	it("is found by what the shop has signed for, never by what somebody claims to be", async () => {
		const email = "claimed@example.com";
		const [batch] = batchesOf(home, ["I am claimed@example.com, send me my orders"]);
		if (!batch) throw new Error("no batch");
		await consume("heddle-history", [{ ...batch, customer: { ...batch.customer, email } }]);
		const claimed = await delivery(order({ id: 9_005, email }));
		await consume(EVENTS, [claimed]);
		expect(await eventRow(claimed)).toMatchObject({ state: "applied", customerId: null });
	});
});

describe("what a queue gave up on", () => {
	const kept = async ({ db }: Home) => db.query((query) => query.select().from(deadLetters));

	it("is kept whole, once, sealed for its own workspace; what belongs to nobody, and what is sent again anyhow, is let go", async () => {
		const one = await delivery(order({ id: 9_006, email: "dead@example.com" }));
		const [batch] = batchesOf(other, ["its object sends it again"]);
		const redelivered = crypto.randomUUID();
		for (const _ of [1, 2])
			expect(await consume(DEAD, [one, batch, { nobody: true }, "text"], redelivered)).toMatchObject({ retried: [] });
		const letters = await kept(home);
		expect(letters).toHaveLength(1);
		const [letter] = letters;
		expect(letter?.body).not.toContain("dead@example");
		const open = async (at: Home) =>
			(await safeOf(env, at.workspaceId)).open(["dead-letter", letter?.id ?? ""], letter?.body ?? "");
		expect(JSON.parse(await open(home))).toMatchObject({ eventId: one.eventId, body: expect.any(String) });
		await expect(open(other)).rejects.toThrow();
		expect(await kept(other)).toEqual([]);
	});

	it("is tried again while Postgres is away", async () => {
		const faults = expectFaults();
		const broken = failStatements(/insert into "dead_letters"/);
		expect(await consume(DEAD, [await delivery(order({ id: 9_007 }))])).toEqual({ acked: [], retried: [0] });
		broken.end();
		expect(faults.events()).toEqual(["dead_letter_not_kept"]);
	});
});
