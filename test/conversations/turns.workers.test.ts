import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { madeEntry } from "../../src/protocol/http.ts";
import { agentSocket, deskSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";
import { caughtUp, talk } from "../support/server/talk.ts";
import { write } from "../support/server/visitor.ts";

let home: Home;
let bob: Person;
let ann: Person;

beforeAll(async () => {
	home = await found("Ash");
	[bob, ann] = [await invite(home, "Bob", "agent"), await invite(home, "Ann", "agent")];
});

const clientId = () => crypto.randomUUID();

describe("a conversation that two agents want", () => {
	it("has one winner; the other is told who is too late, and everybody sees the same assignee", async () => {
		const { agent: first, id } = await talk(home, bob);
		const second = await agentSocket(ann, id);
		await second.next("welcome");
		for (const socket of [first, second]) socket.send({ type: "claim", clientId: clientId(), after: 1 });
		await Promise.all([first, second].map(caughtUp));
		const won = [first, second].filter((socket) => socket.all("ack").length === 1);
		const lost = [first, second].filter((socket) => socket.all("error").length === 1);
		expect([won.length, lost.length]).toEqual([1, 1]);
		expect(lost[0]?.all("error")).toMatchObject([{ code: "already_assigned", retry: false }]);
		const [states, others] = [first, second].map((socket) => socket.all("state"));
		expect(states).toHaveLength(1);
		expect(states).toEqual(others);
	});

	it("is released by who has it only, and may be taken again", async () => {
		const { agent, id, command } = await talk(home, bob);
		expect(await command({ type: "claim" })).toMatchObject({ content: { kind: "assignment" } });
		expect(await command({ type: "claim" })).toBeUndefined();
		const other = await agentSocket(ann, id);
		other.send({ type: "release", clientId: clientId(), after: 2 });
		expect(await other.next("error")).toMatchObject({ code: "not_assigned" });
		expect(await command({ type: "release" })).toMatchObject({ seq: 3, content: { assignee: null } });
		other.send({ type: "claim", clientId: clientId(), after: 3 });
		expect((await other.next("ack")).entry).toMatchObject({ seq: 4, content: { assignee: { name: "Ann" } } });
		await caughtUp(agent);
		expect(agent.all("state").map(({ conversation }) => conversation.assignee?.name)).toEqual([
			"Bob",
			undefined,
			"Ann",
		]);
	});
});

describe("a resolved conversation", () => {
	it("opens again when the customer writes, in the customer's own log too; an agent's last word leaves it closed", async () => {
		const { visitor, agent, command } = await talk(home, bob);
		await command({ type: "status", status: "resolved" });
		await command({ type: "send", text: "All the best!" });
		expect(agent.all("state").map(({ conversation }) => conversation.status)).toEqual(["resolved"]);
		await write(visitor, "One more thing", 2);
		await caughtUp(agent);
		await caughtUp(visitor);
		expect(agent.all("state").map(({ conversation }) => conversation.status)).toEqual(["resolved", "open"]);
		expect(visitor.all("entry").map(({ entry }) => [entry.seq, entry.content])).toEqual([
			[2, { kind: "status", status: "resolved" }],
			[3, { kind: "message", text: "All the best!" }],
			[5, { kind: "status", status: "open" }],
		]);
		expect(await command({ type: "status", status: "open" })).toBeUndefined();
	});
});

describe("read marks and typing", () => {
	it("cross in each reader's own numbers, never backwards, and are there on return", async () => {
		const { visitor, agent, command, id } = await talk(home, bob);
		await command({ type: "note", text: "a note" });
		await command({ type: "send", text: "Hello!" });
		agent.send({ type: "read", seq: 3 });
		expect(await visitor.next("read")).toEqual({ type: "read", by: "agent", seq: 2 });
		visitor.send({ type: "read", seq: 2 });
		expect(await agent.next("read")).toEqual({ type: "read", by: "visitor", seq: 3 });
		for (const seq of [1, 2, 0, 900]) agent.send({ type: "read", seq });
		await caughtUp(agent);
		await caughtUp(visitor);
		expect(visitor.all("read")).toHaveLength(1);
		const { reads } = await (await agentSocket(ann, id)).next("welcome");
		expect(reads).toEqual({ visitor: 3, agent: 3 });
	});

	it("outlive the object once it has flushed", async () => {
		const { visitor, agent, stub, id } = await talk(home, bob);
		visitor.send({ type: "read", seq: 1 });
		await agent.next("read");
		await runDurableObjectAlarm(stub);
		await evictDurableObject(stub);
		expect((await (await agentSocket(ann, id)).next("welcome")).reads).toEqual({ visitor: 1, agent: 0 });
	});

	it("show who types to the others, by name only where a visitor looks", async () => {
		const { visitor, agent, id } = await talk(home, bob);
		const other = await agentSocket(ann, id);
		agent.send({ type: "typing", on: true });
		expect(await visitor.next("typing")).toEqual({ type: "typing", author: { kind: "agent", name: "Bob" }, on: true });
		expect(await other.next("typing")).toMatchObject({ author: { kind: "agent", id: (await bob.me()).user.id } });
		visitor.send({ type: "typing", on: false });
		expect(await agent.next("typing")).toMatchObject({ author: { kind: "visitor" }, on: false });
		await caughtUp(agent);
		expect(agent.all("typing")).toHaveLength(1);
	});

	it("say who is there: a person with two tabs is one, and leaves with the last", async () => {
		const { visitor, agent, id } = await talk(home, bob);
		const alone = () => visitor.next("presence", ({ presence }) => presence.agents.length === 0);
		await alone();
		const tab = await agentSocket(bob, id);
		expect((await tab.next("welcome")).presence).toMatchObject({ visitor: true, agents: [{ name: "Bob" }] });
		tab.close();
		await tab.closed;
		await caughtUp(visitor);
		agent.close();
		expect(await alone()).toEqual({ type: "presence", presence: { visitor: true, agents: [] } });
	});
});

describe("the team's desk", () => {
	it("is told at once of who begins to wait and of every change of state, with rising revisions", async () => {
		const desk = await deskSocket(ann, home.teamId);
		await desk.next("welcome");
		const { visitor, agent, command, id } = await talk(home, bob);
		const own = (frame: { row: { conversationId: string } }) => frame.row.conversationId === id;
		const first = await desk.next("row", own);
		expect(first.row).toMatchObject({ revision: 1, status: "open", preview: { text: "Hello?", by: "visitor" } });
		expect(first.row.waitingSince).toBe(first.row.lastAt);
		await write(visitor, "Anybody?", 1);
		await command({ type: "claim" });
		const { row } = await desk.next("row", own);
		expect(row).toMatchObject({ revision: 3, assignee: { name: "Bob" }, preview: { text: "Anybody?" } });
		expect(row.waitingSince).toBe(first.row.waitingSince);
		await command({ type: "status", status: "resolved" });
		expect(await desk.next("gone", (gone) => gone.conversationId === id)).toMatchObject({ revision: 4 });
		await write(visitor, "Wait!", 2);
		expect((await desk.next("row", own)).row).toMatchObject({ revision: 6, status: "open" });
		agent.close();
	});
});

describe("an entry over HTTP", () => {
	it("is the same door: numbered, told to the sockets, and once for each key", async () => {
		const { visitor, id } = await talk(home, bob);
		const key = clientId();
		const post = () =>
			ann.ask("POST", `/v1/conversations/${id}/entries`, {
				headers: { "idempotency-key": key },
				body: { kind: "message", text: "From the API" },
			});
		const [one, two] = [madeEntry.parse(await (await post()).json()), madeEntry.parse(await (await post()).json())];
		expect(one).toEqual(two);
		expect((await visitor.next("entry")).entry).toMatchObject({ seq: 2, author: { kind: "agent", name: "Ann" } });
		await caughtUp(visitor);
		expect(visitor.all("entry")).toHaveLength(1);
	});
});
