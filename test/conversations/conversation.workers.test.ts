import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { entriesPage } from "../../src/protocol/http.ts";
import { claimsIn } from "../support/server/claims.ts";
import { expectFaults } from "../support/server/faults.ts";
import { agentSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";
import { arrive, caughtUp, talk } from "../support/server/talk.ts";
import { write } from "../support/server/visitor.ts";

let home: Home;
let bob: Person;
let ann: Person;

beforeAll(async () => {
	home = await found("Oak");
	[bob, ann] = [await invite(home, "Bob", "agent"), await invite(home, "Ann", "agent")];
});

const clientId = () => crypto.randomUUID();

describe("an acknowledgement", () => {
	it("comes when the entry is on disk", async () => {
		const { visitor, stub } = await arrive(home);
		const entry = await write(visitor, "Is the blue yarn back?");
		expect(entry).toMatchObject({ seq: 1, author: { kind: "visitor" }, content: { text: "Is the blue yarn back?" } });
		const rows = await runInDurableObject(stub, (_, { storage }) =>
			storage.sql.exec<{ json: string }>("SELECT json FROM entries").toArray(),
		);
		expect(rows.map(({ json }) => JSON.parse(json))).toMatchObject([{ seq: 1, publicSeq: 1, at: entry.at }]);
	});

	it("does not come for what cannot be kept; nobody hears of it, and the numbers go on where they were", async () => {
		const { visitor, agent, stub } = await talk(home, bob);
		const faults = expectFaults();
		const rename = (from: string, to: string) =>
			runInDurableObject(stub, (_, { storage }) => void storage.sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`));
		await rename("entries", "broken");
		const lost = clientId();
		visitor.send({ type: "send", clientId: lost, after: 1, text: "into the void" });
		expect(await visitor.next("error")).toMatchObject({ code: "internal", retry: true });
		expect(await visitor.closed).toMatchObject({ code: 1011 });
		await rename("broken", "entries");
		agent.send({ type: "note", clientId: clientId(), after: 1, text: "still here" });
		expect((await agent.next("ack")).entry).toMatchObject({ seq: 2, publicSeq: 1 });
		expect(agent.raw.join()).not.toContain("into the void");
		expect(faults.events()).toEqual(["frame_failed"]);
	});

	it("is the same for the same client id, sent twice at once, over two sockets, and after the object slept", async () => {
		const { visitor, session, stub, agent } = await talk(home, bob);
		const once = clientId();
		const first = await write(visitor, "only once", 1, once);
		visitor.send({ type: "send", clientId: once, after: 1, text: "only once" });
		visitor.send({ type: "send", clientId: once, after: 1, text: "said otherwise" });
		expect((await visitor.next("ack")).entry).toEqual(first);
		expect((await visitor.next("ack")).entry).toEqual(first);
		const tab = await visitorSocket(session, 2);
		expect(await write(tab, "only once", 1, once)).toEqual(first);
		await evictDurableObject(stub);
		expect(await write(visitor, "only once", 1, once)).toEqual(first);
		await caughtUp(agent);
		expect(agent.all("entry")).toHaveLength(1);
	});

	it("is the same beyond what memory holds, and another sender's same client id is their own", async () => {
		const { visitor, stub, agent } = await talk(home, bob);
		const once = clientId();
		const first = await write(visitor, "long ago", 1, once);
		const claims = await claimsIn(await bob.ticket(), "agent");
		for (let i = 0; i < 130; i++)
			await stub.post(claims, { type: "note", clientId: clientId(), after: 2 + i, text: `note ${i}` });
		await evictDurableObject(stub, { webSockets: "hibernate" });
		expect(await write(visitor, "long ago", 1, once)).toEqual(first);
		agent.send({ type: "note", clientId: once, after: 1, text: "mine" });
		const { entry } = await agent.next("ack", (ack) => ack.clientId === once);
		expect(entry).toMatchObject({ seq: 133, content: { kind: "note", text: "mine" } });
	});
});

describe("the order", () => {
	it("is one for all readers, without gaps, when three write at once", async () => {
		const { visitor, agent, id } = await talk(home, bob);
		const second = await agentSocket(ann, id);
		await second.next("welcome");
		const said = Array.from({ length: 25 }, (_, i) => i);
		for (const i of said) {
			visitor.send({ type: "send", clientId: clientId(), after: 1, text: `visitor ${i}` });
			agent.send({ type: "send", clientId: clientId(), after: 1, text: `bob ${i}` });
			second.send({ type: "note", clientId: clientId(), after: 1, text: `ann ${i}` });
		}
		for (const _ of said) await Promise.all([visitor.next("ack"), agent.next("ack"), second.next("ack")]);
		await Promise.all([caughtUp(visitor), caughtUp(agent), caughtUp(second)]);

		const { entries } = await bob.get(`/v1/conversations/${id}/entries`, entriesPage);
		expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 76 }, (_, i) => i + 1));
		let publicSeq = 0;
		for (const entry of entries) expect(entry.publicSeq).toBe(entry.content.kind === "note" ? publicSeq : ++publicSeq);
		for (const staff of [agent, second]) {
			const seen = [...staff.all("entry"), ...staff.all("ack")].flatMap(({ entry }) => entry ?? []);
			expect(seen.toSorted((a, b) => a.seq - b.seq)).toEqual(entries.slice(1));
			const heard = staff.all("entry").map(({ entry }) => entry.seq);
			expect(heard).toEqual(heard.toSorted((a, b) => a - b));
		}
		const seen = [...visitor.all("entry"), ...visitor.all("ack")].flatMap(({ entry }) => entry ?? []);
		expect(seen.map((entry) => entry.seq).toSorted((a, b) => a - b)).toEqual(
			Array.from({ length: 51 }, (_, i) => i + 1),
		);
	});

	it("goes on through sleep: sockets stay, numbers continue, nothing is forgotten", async () => {
		const { visitor, agent, stub, id } = await talk(home, bob);
		agent.send({ type: "note", clientId: clientId(), after: 1, text: "keep an eye on this one" });
		await agent.next("ack");
		await evictDurableObject(stub);
		expect((await write(visitor, "Are you asleep?", 1)).seq).toBe(2);
		expect((await agent.next("entry")).entry).toMatchObject({ seq: 3, publicSeq: 2 });
		await evictDurableObject(stub, { webSockets: "close" });
		const back = await agentSocket(bob, id);
		const { entries, conversation } = await back.next("welcome");
		expect(entries.map(({ content }) => ("text" in content ? content.text : content.kind))).toEqual([
			"Hello?",
			"keep an eye on this one",
			"Are you asleep?",
		]);
		expect(conversation.revision).toBe(3);
	});
});

describe("a conversation in which nothing was written", () => {
	it("has no table and no alarm, whoever looked at it", async () => {
		const { visitor, stub, id, session } = await arrive(home);
		visitor.send({ type: "typing", on: true });
		visitor.send({ type: "read", seq: 4 });
		await caughtUp(visitor);
		await visitorSocket(session, 7);
		expect((await bob.ask("GET", `/v1/conversations/${id}`)).status).toBe(404);
		expect((await bob.ask("GET", `/v1/conversations/${id}/entries`)).status).toBe(404);
		expect(await stub.describe()).toEqual({ ok: false, code: "not_found" });
		await stub.confirm(1, 5);
		const left = await runInDurableObject(stub, async (_, { storage }) => ({
			tables: storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\'").toArray(),
			alarm: await storage.getAlarm(),
		}));
		expect(left).toEqual({ tables: [], alarm: null });
	});
});
