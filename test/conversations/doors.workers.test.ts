// The doors of a conversation are equal: what was sent through one and is sent again through another is one entry.
import { evictDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { Entry } from "../../src/protocol/entry.ts";
import { entriesPage, frames, madeEntry } from "../../src/protocol/http.ts";
import { MAX_TEXT_LENGTH } from "../../src/protocol/limits.ts";
import { answerOf, call } from "../support/server/call.ts";
import { agentSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;
let bob: Person;

beforeAll(async () => {
	home = await found("Larch");
	bob = await invite(home, "Bob", "agent");
});

const clientId = () => crypto.randomUUID();
const headersOf = (token: string) => ({ authorization: `Bearer ${token}` });

async function framesOf(path: string, token: string, body: object) {
	const answer = await call(path, { method: "POST", headers: headersOf(token), body });
	return (await answerOf(frames, answer)).frames;
}

/** Bob's doors to a conversation: each sends this text under this client id, and answers with the entry that it became. */
async function doorsOf(person: Person, id: string) {
	const [socket, ticket] = [await agentSocket(person, id), await person.ticket()];
	await socket.next("welcome");
	const frame = (key: string, text: string) => ({ type: "send", clientId: key, after: 1, text });
	const post = (key: string, text: string, headers: Record<string, string>) =>
		person.ask("POST", `/v1/conversations/${id}/entries`, {
			headers: { "idempotency-key": key, ...headers },
			body: { kind: "message", text },
		});
	return {
		socket: async (key: string, text: string) => {
			socket.send(frame(key, text));
			return (await socket.next("ack", (ack) => ack.clientId === key)).entry;
		},
		entries: async (key: string, text: string) => (await answerOf(madeEntry, await post(key, text, {}))).entry,
		"entries by ticket": async (key: string, text: string) =>
			(await answerOf(madeEntry, await post(key, text, headersOf(ticket)))).entry,
		frames: async (key: string, text: string) => {
			const [ack] = await framesOf(`/v1/conversations/${id}/frames`, ticket, frame(key, text));
			return ack?.entry;
		},
	} satisfies Record<string, (key: string, text: string) => Promise<unknown>>;
}
type Door = keyof Awaited<ReturnType<typeof doorsOf>>;
const DOORS: Door[] = ["socket", "entries", "entries by ticket", "frames"];

async function logOf(id: string): Promise<Entry[]> {
	return (await bob.get(`/v1/conversations/${id}/entries?after=0`, entriesPage)).entries;
}

describe("an agent's message", () => {
	it.each(DOORS)(
		"sent through %s is the same entry through every other door, before and after the object slept",
		async (first) => {
			const { id, stub } = await talk(home, bob);
			const doors = await doorsOf(bob, id);
			const key = clientId();
			const sent = await doors[first](key, "said once");
			expect(sent).toMatchObject({ seq: 2, clientId: key, content: { text: "said once" } });
			for (const door of DOORS) expect(await doors[door](key, "said otherwise"), door).toEqual(sent);
			await evictDurableObject(stub);
			for (const door of DOORS) expect(await doors[door](key, "said otherwise"), door).toEqual(sent);
			expect(await logOf(id)).toHaveLength(2);
		},
	);

	it("sent through all doors at once is one entry", async () => {
		const { id } = await talk(home, bob);
		const doors = await doorsOf(bob, id);
		const key = clientId();
		const all = await Promise.all(DOORS.map((door) => doors[door](key, "all at once")));
		for (const entry of all) expect(entry).toEqual(all[0]);
		expect(await logOf(id)).toHaveLength(2);
	});

	it("is nobody else's: the same key of a colleague is the colleague's message", async () => {
		const { id } = await talk(home, bob);
		const [mine, theirs] = [await doorsOf(bob, id), await doorsOf(home.owner, id)];
		const key = clientId();
		expect(await mine.entries(key, "mine")).toMatchObject({ seq: 2 });
		expect(await theirs.socket(key, "theirs")).toMatchObject({ seq: 3, content: { text: "theirs" } });
	});
});

describe("a visitor's message", () => {
	it("sent by socket and again by HTTP, and the other way round, is one entry", async () => {
		const { id, session, stub } = await talk(home, bob);
		const socket = await visitorSocket(session, 1);
		const send = (key: string) => ({ type: "send", clientId: key, after: 1, text: "on a bad line" });
		const bySocket = async (key: string) => {
			socket.send(send(key));
			return socket.next("ack", (ack) => ack.clientId === key);
		};
		const byHttp = async (key: string) =>
			(await framesOf(`/v1/conversations/${id}/frames`, session.token, send(key)))[0];
		const [one, two] = [clientId(), clientId()];
		const sent = [await bySocket(one), await byHttp(two)];
		expect(sent).toMatchObject([{ entry: { seq: 2 } }, { entry: { seq: 3 } }]);
		expect([await byHttp(one), await bySocket(two)]).toEqual(sent);
		await evictDurableObject(stub);
		expect([await byHttp(one), await bySocket(two)]).toEqual(sent);
		expect(await logOf(id)).toHaveLength(3);
	});
});

describe("reading", () => {
	it("shows the same entries through a socket, pages of it, frames and the API", async () => {
		const { id, command, session, visitor } = await talk(home, bob);
		await command({ type: "note", text: "a note" });
		await command({ type: "send", text: "an answer" });
		await command({ type: "status", status: "resolved" });
		const log = await logOf(id);
		expect(log.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
		const agent = await agentSocket(bob, id);
		expect((await agent.next("welcome")).entries).toEqual(log);
		agent.send({ type: "page", after: 0 });
		expect((await agent.next("entries")).entries).toEqual(log);
		const polled = await answerOf(
			frames,
			await call(`/v1/conversations/${id}/frames`, { headers: headersOf(await bob.ticket()) }),
		);
		expect(polled.frames[0]?.entries).toEqual(log);
		visitor.send({ type: "page", after: 0 });
		const seen = (await visitor.next("entries")).entries;
		const theirs = await answerOf(
			frames,
			await call(`/v1/conversations/${id}/frames`, { headers: headersOf(session.token) }),
		);
		expect(theirs.frames[0]?.entries).toEqual(seen);
		expect(seen.map(({ seq }) => seq)).toEqual([1, 2, 3]);
	});
});

describe("a refusal", () => {
	it.each([
		["already_assigned", { type: "claim", clientId: "client-id-1", after: 2 }],
		["not_assigned", { type: "release", clientId: "client-id-2", after: 2 }],
		["forbidden", { type: "introduce", clientId: "client-id-3", after: 1, name: "Bob" }],
	])("%s is the same frame through a socket and by HTTP", async (code, frame) => {
		const { id, command } = await talk(home, home.owner);
		await command({ type: "claim" });
		const socket = await agentSocket(bob, id);
		await socket.next("welcome");
		socket.send(frame);
		const told = await socket.next("error");
		expect(told).toMatchObject({ code, clientId: frame.clientId });
		expect(await framesOf(`/v1/conversations/${id}/frames`, await bob.ticket(), frame)).toEqual([told]);
	});

	it("of what does not fit leaves nothing behind at any door: the same key is free for the message that does", async () => {
		const { id, agent } = await talk(home, bob);
		const doors = await doorsOf(bob, id);
		const key = clientId();
		const tooLong = "x".repeat(MAX_TEXT_LENGTH + 1);
		agent.send({ type: "send", clientId: key, after: 1, text: tooLong });
		expect(await agent.next("error")).toMatchObject({ code: "text_too_long", clientId: key });
		for (const door of ["entries", "frames"] as const) await expect(doors[door](key, tooLong)).rejects.toThrow("422");
		expect(await doors.entries(key, "short enough")).toMatchObject({ seq: 2 });
		expect(await doors.socket(key, "short enough")).toMatchObject({ seq: 2 });
	});
});
