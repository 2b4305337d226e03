import { beforeAll, describe, expect, it } from "vitest";
import type { BusinessEvent } from "../../src/protocol/business-event.ts";
import { connectionId } from "../../src/protocol/ids.ts";
import { claimsIn } from "../support/server/claims.ts";
import { agentSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";
import { caughtUp, talk } from "../support/server/talk.ts";
import { write } from "../support/server/visitor.ts";

let home: Home;
let bob: Person;

beforeAll(async () => {
	home = await found("Elm");
	bob = await invite(home, "Bob", "agent");
});

const clientId = () => crypto.randomUUID();

function anEvent(): BusinessEvent {
	return {
		id: "evt_0123456789abcdef",
		kind: "order.created",
		connectionId: connectionId.parse("cnn_0123456789abcdef"),
		connector: "shopify",
		topic: "orders/create",
		objectType: "order",
		objectId: "1",
		reference: "#1",
		summary: "secret order",
		occurredAt: new Date().toISOString(),
		facts: {},
	};
}

/** Nothing of this may be in any byte that a visitor gets. */
const INTERNAL = /usr_|tem_|wsp_|cus_|cnn_|evt_|note|assignment|assignee|event|identified|publicSeq|revision|secret/;

describe("a visitor", () => {
	it("gets no byte of notes, assignments, events or ids of staff: not live, not on return, not by paging", async () => {
		const { session, visitor, agent, stub, command } = await talk(home, bob);
		await command({ type: "note", text: "secret: this one always returns things" });
		await command({ type: "claim" });
		const { user } = await bob.me();
		await command({ type: "assign", teamId: home.teamId, assignee: { id: home.ownerId, name: "Owner" } });
		await stub.receiveEvent(anEvent());
		const answer = await command({ type: "send", text: "We are looking into it." });
		agent.send({ type: "typing", on: true });
		agent.send({ type: "read", seq: answer?.seq });
		await command({ type: "status", status: "resolved" });
		visitor.send({ type: "page", before: 9 });
		await visitor.next("entries");
		await caughtUp(visitor);
		const back = await visitorSocket(session, 1);
		await caughtUp(back);

		expect(agent.raw.join("\n")).toMatch(INTERNAL);
		expect(agent.raw.join("\n")).toContain(user.id);
		for (const line of [...visitor.raw, ...back.raw]) expect(line).not.toMatch(INTERNAL);
		const { entries } = await back.next("welcome");
		expect(entries.map(({ seq, content }) => [seq, content.kind])).toEqual([
			[2, "message"],
			[3, "status"],
		]);
		expect(entries[0]).toEqual({
			seq: 2,
			at: expect.any(String),
			author: { kind: "agent", name: "Bob" },
			content: { kind: "message", text: "We are looking into it." },
		});
	});

	it("is told nothing at all when an agent writes a note, claims, or reads a note", async () => {
		const { visitor, agent, command } = await talk(home, bob);
		agent.send({ type: "read", seq: 1 });
		await visitor.next("read");
		await caughtUp(visitor);
		const before = visitor.raw.length;
		const note = await command({ type: "note", text: "hm" });
		await command({ type: "claim" });
		agent.send({ type: "read", seq: note?.seq });
		await caughtUp(agent);
		await caughtUp(visitor);
		expect(visitor.raw.slice(before).map((line) => JSON.parse(line).type)).toEqual(["entries"]);
	});

	it("may not send what agents send, and hears so under the frame's client id", async () => {
		const { visitor, agent } = await talk(home, bob);
		const frames = [
			{ type: "note", text: "x" },
			{ type: "claim" },
			{ type: "release" },
			{ type: "assign", teamId: home.teamId, assignee: null },
			{ type: "status", status: "resolved" },
		];
		for (const frame of frames) {
			const id = clientId();
			visitor.send({ ...frame, clientId: id, after: 1 });
			expect(await visitor.next("error")).toMatchObject({ code: "forbidden", clientId: id, retry: false });
		}
		await caughtUp(agent);
		expect([...agent.all("entry"), ...agent.all("state")]).toEqual([]);
	});
});

describe("paging", () => {
	it("gives a visitor full pages, however many notes lie between", async () => {
		const { session, visitor, command } = await talk(home, bob);
		for (let i = 0; i < 12; i++) await command({ type: "note", text: `note ${i}` });
		for (const text of ["two", "three"]) await write(visitor, text, 1);
		await command({ type: "note", text: "the last word" });
		const pages = async (ask: object) => {
			visitor.send({ type: "page", limit: 2, ...ask });
			const { entries, hasBefore, hasAfter } = await visitor.next("entries");
			return [entries.map(({ seq }) => seq), hasBefore, hasAfter];
		};
		expect(await pages({ after: 0 })).toEqual([[1, 2], false, true]);
		expect(await pages({ after: 2 })).toEqual([[3], true, false]);
		expect(await pages({ after: 3 })).toEqual([[], true, false]);
		expect(await pages({ after: 99 })).toEqual([[], true, false]);
		expect(await pages({ before: 4 })).toEqual([[2, 3], true, false]);
		expect(await pages({ before: 3 })).toEqual([[1, 2], false, true]);
		expect(await pages({ before: 1 })).toEqual([[], false, true]);
		const back = await visitorSocket(session, 2);
		const welcome = await back.next("welcome");
		expect(welcome).toMatchObject({ hasBefore: true, hasAfter: false, reads: { visitor: 0, agent: 0 } });
		expect(welcome.entries.map(({ seq }) => seq)).toEqual([3]);
	});

	it("counts for a visitor what visitors may see and nothing else, whatever kinds lie between", async () => {
		const { visitor, command, stub } = await talk(home, bob);
		await command({ type: "claim" });
		await command({ type: "status", status: "resolved" });
		await stub.receiveEvent(anEvent());
		await command({ type: "note", text: "a note" });
		await command({ type: "send", text: "the last" });
		const seen = [];
		for (let after = 0; after < 4; after++) {
			visitor.send({ type: "page", after, limit: 1 });
			const { entries, hasAfter } = await visitor.next("entries");
			seen.push([...entries.map(({ seq, content }) => [seq, content.kind]), hasAfter]);
		}
		expect(seen).toEqual([[[1, "message"], true], [[2, "status"], true], [[3, "message"], false], [false]]);
	});

	it("gives an agent the gap since the cursor, exactly, and the newest sixty without one", async () => {
		const { agent, id, stub } = await talk(home, bob);
		const claims = await claimsIn(await bob.ticket(), "agent");
		for (let i = 2; i <= 70; i++)
			await stub.post(claims, { type: "note", clientId: crypto.randomUUID(), after: i - 1, text: `${i}` });
		const at = async (after?: number) => {
			const { entries, hasBefore, hasAfter } = await (await agentSocket(bob, id, after)).next("welcome");
			return [entries.at(0)?.seq, entries.at(-1)?.seq, entries.length, hasBefore, hasAfter];
		};
		expect(await at(67)).toEqual([68, 70, 3, true, false]);
		expect(await at(70)).toEqual([undefined, undefined, 0, true, false]);
		expect(await at(0)).toEqual([1, 70, 70, false, false]);
		expect(await at()).toEqual([11, 70, 60, true, false]);
		agent.send({ type: "page", before: 5, limit: 3 });
		const page = await agent.next("entries");
		expect([page.entries.map(({ seq }) => seq), page.hasBefore, page.hasAfter]).toEqual([[2, 3, 4], true, true]);
	});
});
