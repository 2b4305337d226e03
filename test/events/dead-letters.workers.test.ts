import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deadLetters, events } from "../../src/db/schema/event.ts";
import { audit } from "../../src/db/schema/workspace.ts";
import type { Delivery } from "../../src/events/delivery.ts";
import { noteFailure } from "../../src/events/failures.ts";
import { CannotApply } from "../../src/events/reasons.ts";
import { deadLetter, deadLetterWithPayload, replayed } from "../../src/protocol/dead-letter.ts";
import { pageOf } from "../../src/protocol/http-parts.ts";
import { SOON } from "../support/server/applied.ts";
import { refusalOf } from "../support/server/call.ts";
import { deliveryOf } from "../support/server/delivery.ts";
import { expectFaults } from "../support/server/faults.ts";
import { deskSocket } from "../support/server/frame-socket.ts";
import { consume } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { failStatements } from "../support/server/outside.ts";
import { connectShop, type MadeConnection, makeRule, openShop, order } from "../support/server/shop.ts";

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

const letters = async (at = home) => (await at.owner.get("/v1/dead-letters?limit=100", pageOf(deadLetter))).data;
const letterOf = async ({ eventId }: Delivery) => (await letters()).find((one) => one.eventId === eventId);
const replay = (wish: object, at = home) => at.owner.post("/v1/dead-letters/replay", wish, replayed);
const eventRows = ({ eventId }: Delivery) =>
	home.db.query((query) => query.select().from(events).where(eq(events.id, eventId)));

/** Fails its last try as it would in the queue, and comes to its end. */
async function die(one: Delivery, statement = /insert into "events"/): Promise<void> {
	const faults = expectFaults();
	const broken = failStatements(statement);
	expect(await consume(EVENTS, [one], crypto.randomUUID(), 101)).toMatchObject({ retried: [0] });
	broken.end();
	expect(faults.events()).toEqual(["event_not_applied"]);
	await consume(DEAD, [one]);
}

/** What the queue does with what was replayed: the real one, which delivers within milliseconds. */
async function replayAndWait(wish: object, count: number): Promise<void> {
	const log = watchLog();
	const before = log.of("event_applied").length;
	expect(await replay(wish)).toMatchObject({ replayed: count });
	await expect.poll(() => log.of("event_applied").length - before, SOON).toBe(count);
}

describe("a dead letter", () => {
	it("says what it is about, why it failed and how often, and shows nobody's data", async () => {
		const one = await deliveryOf(home, shop, order({ id: 7_001, name: "#7001", email: "dead@example.com" }));
		await die(one);
		const letter = await letterOf(one);
		expect(letter).toMatchObject({
			eventId: one.eventId,
			connectionId: shop.id,
			topic: "orders/create",
			attempts: 101,
			state: "waiting",
			replayed: null,
		});
		expect(letter?.reason).toMatch(/^The database/);
		const answer = await home.owner.ask("GET", `/v1/dead-letters/${letter?.id}`);
		const text = await answer.text();
		expect(text).not.toMatch(/dead@example|7001/);
		const { payload } = deadLetterWithPayload.parse(JSON.parse(text));
		expect(JSON.parse(payload ?? "")).toMatchObject({ email: "text, 16 characters", id: "number" });
		expect((await letters(other)).map(({ id }) => id)).not.toContain(letter?.id);
		expect(await refusalOf(await other.owner.ask("GET", `/v1/dead-letters/${letter?.id}`))).toBe("404 not_found");
	});

	it("tells a reason that we know by our own sentence", async () => {
		const one = await deliveryOf(home, shop, order({ id: 7_002 }));
		await noteFailure(env, one.eventId, 101, new CannotApply("The shop has moved."));
		await consume(DEAD, [one]);
		expect((await letterOf(one))?.reason).toBe("The shop has moved.");
	});

	it("replayed three times has its effects once, and says who has replayed it", async () => {
		const one = await deliveryOf(home, shop, order({ id: 7_003 }));
		await die(one);
		const { id = "" } = (await letterOf(one)) ?? {};
		const desk = await deskSocket(home.owner, home.teamId);
		for (const _ of [1, 2, 3]) await replayAndWait({ ids: [id, id] }, 1);
		expect(await eventRows(one)).toMatchObject([{ state: "applied" }]);
		await desk.next("alert", ({ alert }) => alert.event.id === one.eventId);
		expect(desk.all("alert").filter(({ alert }) => alert.event.id === one.eventId)).toHaveLength(1);
		expect(await letterOf(one)).toMatchObject({ state: "applied", replayed: { by: "Owner of Oak" } });
		const rows = await home.db.query((query) => query.select().from(audit).where(eq(audit.target, id)));
		expect(rows.map(({ action, userId }) => [action, userId])).toEqual(
			Array(3).fill(["dead_letter.replayed", home.ownerId]),
		);
	});

	it("that fails again waits again, as the same letter; the same message twice is one failure", async () => {
		const one = await deliveryOf(home, shop, order({ id: 7_004 }));
		await die(one);
		const first = await letterOf(one);
		await home.db.query((query) =>
			query
				.update(deadLetters)
				.set({ replayedAt: new Date(), replayedByName: "Bob" })
				.where(eq(deadLetters.id, first?.id ?? "")),
		);
		expect(await letterOf(one)).toMatchObject({ state: "replayed" });
		const again = crypto.randomUUID();
		for (const _ of [1, 2]) await consume(DEAD, [one], again);
		const second = await letterOf(one);
		expect(second).toMatchObject({ id: first?.id, state: "waiting", attempts: 202, replayed: { by: "Bob" } });
	});

	it("keeps a body that was too large for the queue, also when KV has forgotten it", async () => {
		const noise = () =>
			Array.from(crypto.getRandomValues(new Uint8Array(60_000)), (byte) => byte.toString(36)).join("");
		const one = await deliveryOf(home, shop, order({ id: 7_005, note: noise(), more: noise(), most: noise() }));
		await consume(DEAD, [one]);
		await env.DOORS.delete(`hookbody:${one.eventId}`);
		const letter = await letterOf(one);
		expect(one.body).toBeNull();
		await replayAndWait({ ids: [letter?.id] }, 1);
		expect(await eventRows(one)).toMatchObject([{ state: "applied", event: { kind: "order.created" } }]);
	});
});

describe("the last hour", () => {
	it("is replayed but for what is older, has been applied or is on its way", async () => {
		const all = await Promise.all([7_010, 7_011, 7_012].map((id) => deliveryOf(other, elm, order({ id }))));
		const [fresh, old, done] = all;
		if (!fresh || !old || !done) throw new Error("three deliveries");
		await consume(DEAD, all);
		await consume(EVENTS, [done]);
		await other.db.query((query) =>
			query
				.update(deadLetters)
				.set({ at: new Date(Date.now() - 61 * 60 * 1000) })
				.where(eq(deadLetters.eventId, old.eventId)),
		);
		expect(await replay({ lastHour: true }, other)).toEqual({ replayed: 1, more: false });
		expect(await replay({ lastHour: true }, other)).toEqual({ replayed: 0, more: false });
		const states = Object.fromEntries((await letters(other)).map(({ eventId, state }) => [eventId, state]));
		expect(states).toMatchObject({ [old.eventId]: "waiting", [done.eventId]: "applied" });
		expect(states[fresh.eventId]).not.toBe("waiting");
	});

	let elm: MadeConnection;
	beforeAll(async () => {
		elm = await connectShop(other);
	});
});

it("another workspace's letter is replayed by nobody else", async () => {
	const one = await deliveryOf(home, shop, order({ id: 7_020 }));
	await consume(DEAD, [one]);
	const letter = await letterOf(one);
	expect(await replay({ ids: [letter?.id] }, other)).toEqual({ replayed: 0, more: false });
	expect(await letterOf(one)).toMatchObject({ state: "waiting", replayed: null });
});

it("a batch's poisonous message holds up none of its neighbours, wherever it stands", async () => {
	const good = await Promise.all(Array.from({ length: 9 }, (_, i) => deliveryOf(home, shop, order({ id: 7_100 + i }))));
	const poison = { ...(await deliveryOf(home, shop, order({ id: 7_199 }))), body: new Uint8Array([1, 2, 3]) };
	const faults = expectFaults();
	for (const place of [0, 4, 9]) {
		const batch = good.toSpliced(place, 0, poison);
		const result = await consume(EVENTS, batch);
		expect(result.retried).toEqual([place]);
		expect(result.acked).toHaveLength(9);
	}
	expect(faults.events()).toEqual(Array(3).fill("event_not_applied"));
	for (const one of good) expect(await eventRows(one)).toMatchObject([{ state: "applied" }]);
	expect(await eventRows(poison)).toEqual([]);
});
