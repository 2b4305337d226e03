import { createMessageBatch } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { alerts, events } from "../../src/db/schema/event.ts";
import type { Delivery } from "../../src/events/delivery.ts";
import type { Content } from "../../src/protocol/entry.ts";
import { type ConversationId, teamId } from "../../src/protocol/ids.ts";
import worker from "../../src/worker.ts";
import { SOON, stored } from "../support/server/applied.ts";
import { deliveryOf } from "../support/server/delivery.ts";
import { expectFaults } from "../support/server/faults.ts";
import { type DeskSocket, deskSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { letGo } from "../support/server/held.ts";
import { consume } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { connectionOf, conversationOf } from "../support/server/objects.ts";
import { failStatements } from "../support/server/outside.ts";
import {
	connectShop,
	identityOf,
	type MadeConnection,
	makeRule,
	openShop,
	order,
	ordersOf,
} from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";
import { visit, write } from "../support/server/visitor.ts";

const EVENTS = "heddle-events";
const made = z.object({ id: teamId });

let home: Home;
let shop: MadeConnection;
let second: z.infer<typeof teamId>;

beforeAll(async () => {
	home = await found("Oak");
	shop = await connectShop(home);
	await makeRule(home, { kinds: ["order.created", "order.updated"] });
	second = made.parse(await home.owner.auth("organization/create-team", { name: "Second" })).id;
});

beforeEach(() => {
	openShop();
});

async function customerAt(at = home) {
	const [sub, email] = [crypto.randomUUID(), `${crypto.randomUUID()}@example.com`];
	const identity = await identityOf(at, { sub, email });
	const talked = await talk(at, at.owner, identity);
	await stored(at, talked.session.conversationId);
	return { email, identity, ...talked };
}

const eventsIn = async (id: ConversationId) => {
	const result = await conversationOf(home, id).page({ after: 0, limit: 200 });
	if (!result.ok) throw new Error("no conversation");
	const isEvent = (content: Content) => content.kind === "event";
	return result.page.entries.filter(({ content }) => isEvent(content)).map(({ clientId }) => clientId);
};
const ringing = (desk: DeskSocket, objectId: string) =>
	desk.all("alert").filter(({ alert }) => alert.event.objectId === objectId && !alert.acknowledged);

async function caughtUp(desk: DeskSocket): Promise<void> {
	const clientId = crypto.randomUUID();
	desk.send({ type: "acknowledge", clientId, alertId: `alr_${"0".repeat(22)}` });
	await desk.next("error", (error) => error.clientId === clientId);
}

describe("two events about one object", () => {
	it("ring once, and once more on the desk of the team to which the conversation moves between them", async () => {
		const { email, command } = await customerAt();
		const [first, other] = [await deskSocket(home.owner, home.teamId), await deskSocket(home.owner, second)];
		const objectId = crypto.randomUUID();
		await consume(EVENTS, [await deliveryOf(home, shop, order({ id: objectId, email }))]);
		await first.next("alert", ({ alert }) => alert.event.objectId === objectId);
		await command({ type: "assign", teamId: second, assignee: null });
		const { alert } = await other.next("alert", (frame) => frame.alert.event.objectId === objectId);
		await first.next("alert_gone", ({ alertId }) => alertId === alert.id);
		await consume(EVENTS, [await deliveryOf(home, shop, order({ id: objectId, email }))]);
		await Promise.all([caughtUp(first), caughtUp(other)]);
		expect([ringing(first, objectId).length, ringing(other, objectId).length]).toEqual([1, 1]);
	});

	it("ring on one desk, also where somebody has acknowledged the first", async () => {
		const desk = await deskSocket(home.owner, home.teamId);
		const objectId = crypto.randomUUID();
		await consume(EVENTS, [await deliveryOf(home, shop, order({ id: objectId }))]);
		const { alert } = await desk.next("alert", (frame) => frame.alert.event.objectId === objectId);
		desk.send({ type: "acknowledge", clientId: crypto.randomUUID(), alertId: alert.id });
		await desk.next("ack");
		const row = async () =>
			(await home.db.query((query) => query.select().from(alerts).where(eq(alerts.id, alert.id))))[0]?.alert;
		await expect.poll(async () => (await row())?.acknowledged?.by.id, SOON).toBe(home.ownerId);
		await consume(EVENTS, [await deliveryOf(home, shop, order({ id: objectId }))]);
		await caughtUp(desk);
		expect(ringing(desk, objectId)).toHaveLength(1);
	});
});

describe("a delivery that failed between its effects", () => {
	it("goes on where it began: same timeline, same alert, though another conversation and team are newest by then", async () => {
		const { email, identity, id, command, visitor } = await customerAt();
		const [first, other] = [await deskSocket(home.owner, home.teamId), await deskSocket(home.owner, second)];
		const objectId = crypto.randomUUID();
		const one = await deliveryOf(home, shop, order({ id: objectId, email }));
		const faults = expectFaults();
		const broken = failStatements(/update "events"/);
		await consume(EVENTS, [one]);
		broken.end();
		expect(faults.events()).toEqual(["event_not_applied"]);
		await command({ type: "status", status: "resolved" });
		await command({ type: "assign", teamId: second, assignee: null });
		await other.next("alert", ({ alert }) => alert.event.objectId === objectId);
		visitor.close();
		const newer = await visit({ inboxId: home.inboxId, identity, after: id });
		await write(await visitorSocket(newer), "Something else");
		await stored(home, newer.conversationId);
		const row = async () =>
			(await home.db.query((query) => query.select().from(events).where(eq(events.id, one.eventId))))[0];
		expect(await row()).toMatchObject({ state: "received", conversationId: id });
		await consume(EVENTS, [one]);
		expect(await row()).toMatchObject({ state: "applied", conversationId: id });
		await Promise.all([caughtUp(first), caughtUp(other)]);
		expect([await eventsIn(id), await eventsIn(newer.conversationId)]).toEqual([[one.eventId], []]);
		// The alert has followed its conversation; the delivery that came again rang on neither desk.
		expect([ringing(first, objectId).length, ringing(other, objectId).length]).toEqual([1, 1]);
	});
});

describe("a connection that KV does not know", () => {
	/** As KV elsewhere answers for a minute after the connection was made. */
	const withoutIt = async (one: Delivery) => {
		const key = `connections:${home.workspaceId}`;
		const kept = z.array(z.looseObject({ id: z.string() })).parse(JSON.parse((await env.DOORS.get(key)) ?? "[]"));
		await env.DOORS.put(key, JSON.stringify(kept.filter(({ id }) => id !== one.connectionId)));
		letGo();
	};

	it("is asked for in Postgres, so that no event of a connection made a moment ago is lost", async () => {
		const fresh = await connectShop(home);
		const one = await deliveryOf(home, fresh, order({ id: crypto.randomUUID() }));
		await withoutIt(one);
		expect(await consume(EVENTS, [one])).toEqual({ acked: [0], retried: [] });
		const rows = await home.db.query((query) => query.select().from(events).where(eq(events.id, one.eventId)));
		expect(rows).toMatchObject([{ state: "applied" }]);
	});

	it("keeps the event for later where Postgres cannot be asked", async () => {
		const fresh = await connectShop(home);
		const one = await deliveryOf(home, fresh, order({ id: crypto.randomUUID() }));
		await withoutIt(one);
		const faults = expectFaults();
		const broken = failStatements(/from "connections"/);
		expect(await consume(EVENTS, [one])).toEqual({ acked: [], retried: [0] });
		broken.end();
		expect(faults.events()).toContain("event_not_applied");
	});
});

describe("a system that answers slowly", () => {
	it("holds up no event and no alert; its card is pushed when it comes", async () => {
		const { email, agent } = await customerAt();
		const gate = Promise.withResolvers<void>();
		const asked = openShop(async () => {
			await gate.promise;
			return ordersOf();
		});
		const one = await deliveryOf(home, shop, order({ id: crypto.randomUUID(), email }));
		expect(await consume(EVENTS, [one])).toEqual({ acked: [0], retried: [] });
		await agent.next("entry");
		await expect.poll(() => asked.length, SOON).toBe(1);
		expect(agent.all("card")).toEqual([]);
		gate.resolve();
		expect((await agent.next("card")).card).toMatchObject({ state: "fresh", connectionId: shop.id });
		expect((await connectionOf(home, shop.id).health()).calls).toBeGreaterThan(0);
	});
});

describe("a message that cannot be applied", () => {
	it("is tried again for hours: soon at first, then every five minutes", async () => {
		const attempts = Array.from({ length: 100 }, (_, i) => i + 1);
		const batch = createMessageBatch(
			EVENTS,
			attempts.map((attempt) => ({
				id: String(attempt),
				timestamp: Date.now(),
				attempts: attempt,
				body: { nonsense: true },
			})),
		);
		const delays: number[] = [];
		for (const message of batch.messages)
			vi.spyOn(message, "retry").mockImplementation((options) => void delays.push(options?.delaySeconds ?? 0));
		await worker.queue(batch, env);
		expect(delays.slice(0, 3)).toEqual([2, 4, 8]);
		expect(Math.max(...delays)).toBe(300);
		expect(delays.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(7.5 * 3600);
	});
});
