// Postgres is away, and nobody who chats notices: not who is in a conversation, not who begins one, not who comes back.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, expect, it } from "vitest";
import { agentFrame } from "../../src/protocol/conversation-frames.ts";
import { deskFrame } from "../../src/protocol/desk-frames.ts";
import { expectFaults } from "../support/server/faults.ts";
import { FrameSocket, upgrade, visitorSocket } from "../support/server/frame-socket.ts";
import { storedEntries } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { databaseOutage, databaseRequests } from "../support/server/outside.ts";
import { arrive, talk } from "../support/server/talk.ts";
import { visit, write } from "../support/server/visitor.ts";

/** The queue's batch timeout is a second; its first retry comes after two. */
const DELIVERED = { timeout: 30_000, interval: 100 };

let home: Home;
let ticket: string;

beforeAll(async () => {
	home = await found("Ash");
	// An hour's, from before: what an agent's page has in hand.
	ticket = await home.owner.ticket();
});

async function opened<F extends { type: string }>(
	path: string,
	shape: ConstructorParameters<typeof FrameSocket<F>>[1],
) {
	const { webSocket } = await upgrade(path, ticket);
	if (!webSocket) throw new Error(`no socket at ${path}`);
	return new FrameSocket(webSocket, shape);
}
const conversationOf = (id: string, after?: number) =>
	opened(`/v1/conversations/${id}/socket${after === undefined ? "" : `?after=${after}`}`, agentFrame);
const deskOf = () => opened(`/v1/desks/${home.teamId}/socket`, deskFrame);

it("changes nothing for visitors new and old, and for agents who reconnect; all of it is in Postgres afterwards", async () => {
	const before = await talk(home, home.owner);
	await expect.poll(() => storedEntries(home, before.id), DELIVERED).toHaveLength(1);
	const faults = expectFaults();
	const outage = databaseOutage();
	const asked = databaseRequests();

	// Who was there goes on, through sleep and a lost socket.
	await write(before.visitor, "Still there?", 1);
	await evictDurableObject(before.stub, { webSockets: "close" });
	const back = await visitorSocket(before.session, 1);
	expect((await back.next("welcome")).entries).toMatchObject([{ seq: 2, content: { text: "Still there?" } }]);
	const again = await visit({ inboxId: home.inboxId, token: before.session.token });
	expect(again.conversationId).toBe(before.id);

	// Who comes now begins a conversation, which an agent who reconnects finds on the desk.
	const desk = await deskOf();
	await desk.next("welcome");
	const fresh = await arrive(home);
	await write(fresh.visitor, "I am new");
	const isFresh = ({ row }: { row: { conversationId: string } }) => row.conversationId === fresh.id;
	expect((await desk.next("row", isFresh)).row).toMatchObject({ status: "open", preview: { text: "I am new" } });
	const agent = await conversationOf(fresh.id);
	expect((await agent.next("welcome")).entries).toMatchObject([{ content: { text: "I am new" } }]);
	agent.send({ type: "claim", clientId: "claim-in-outage", after: 1 });
	agent.send({ type: "send", clientId: "answer-in-outage", after: 1, text: "We are here" });
	expect((await agent.next("ack", ({ clientId }) => clientId === "answer-in-outage")).entry).toMatchObject({ seq: 3 });
	expect((await fresh.visitor.next("entry")).entry).toMatchObject({ seq: 2, content: { text: "We are here" } });
	agent.close();
	expect((await (await conversationOf(fresh.id, 1)).next("welcome")).entries.map(({ seq }) => seq)).toEqual([2, 3]);
	expect(asked.filter((body) => !body.includes("entries"))).toEqual([]);

	// What the queue brings to no database stays where it is, until there is one.
	for (const { stub } of [before, fresh]) await runDurableObjectAlarm(stub);
	await expect.poll(() => faults.events(), DELIVERED).toContain("history_not_stored");
	outage.end();
	for (const { stub } of [before, fresh]) {
		await evictDurableObject(stub, { webSockets: "close" });
		await runDurableObjectAlarm(stub);
	}
	for (const { id, stub } of [before, fresh]) {
		const page = await stub.page({ after: 0, limit: 200 });
		if (!page.ok) throw new Error("it is there");
		await expect.poll(() => storedEntries(home, id), DELIVERED).toEqual(page.page.entries);
	}
});
