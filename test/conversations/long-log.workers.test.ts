// A conversation of 100,000 entries: what it costs to wake it, to read in it, and to write to it again.
import { evictDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { CHUNK } from "../../src/conversations/digests.ts";
import type { HistoryBatch } from "../../src/conversations/history-batch.ts";
import { FLUSH_BYTES, FLUSH_ENTRIES, FULL_ENTRIES } from "../../src/conversations/outbox.ts";
import type { ClientFrame } from "../../src/protocol/conversation-frames.ts";
import {
	MAX_FRAME_BYTES,
	MAX_TEXT_LENGTH,
	OPENING_ENTRIES,
	PAGE_ENTRIES,
	PAGE_LENGTH,
} from "../../src/protocol/limits.ts";
import type { Claims } from "../../src/workspaces/tokens.ts";
import { claimsIn } from "../support/server/claims.ts";
import { agentSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { awake, grow, type Line, rewindConfirmed } from "../support/server/long-log.ts";
import type { Person } from "../support/server/person.ts";
import { caughtUp, talk } from "../support/server/talk.ts";
import { write } from "../support/server/visitor.ts";

const LAST = 100_000;
/** What a queue takes (platform-limits.md). */
const QUEUE_MESSAGE_BYTES = 128_000;
/** Every tenth is a note: visitors count otherwise than agents. */
const NOTES = 10;
const publicSeqOf = (seq: number) => seq - Math.floor(seq / NOTES);
const seqOfPublic = (publicSeq: number) => publicSeq + Math.floor(publicSeq / (NOTES - 1));
const PUBLIC = publicSeqOf(LAST);
/** Where everything is as long as it may be: here a page ends by its length. */
const LONG = { from: 50_001, to: 50_400 };

// Rows that may be read. BESIDE: SQLite's own catalogue, the state, the head, a mark's place. WAKING: RECENT_ON_WAKE in
// src/conversations/log.ts. HALVING: the 17 steps to a place among 100,000 (seqOfPublic in src/conversations/storage.ts).
const BESIDE = 10;
const WAKING = 100;
const HALVING = 17;
/** A visitor's page is read past the notes that lie in it, in two steps, with one halving between them. */
const rowsOf = (entries: number, claims: Claims) =>
	claims.kind === "agent" ? entries : Math.ceil((entries * NOTES) / (NOTES - 1)) + HALVING + 2;

let home: Home;
let bob: Person;
let long: Awaited<ReturnType<typeof talk>>;
let claims: { visitor: Claims; agent: Claims };

beforeAll(async () => {
	home = await found("Sequoia");
	bob = await invite(home, "Bob", "agent");
	long = await talk(home, bob);
	claims = {
		visitor: await claimsIn(long.session.token, "visitor"),
		agent: await claimsIn(await bob.ticket(), "agent"),
	};
	const head = await grow(long.stub, LAST, lineAt);
	expect([head.seq, head.publicSeq]).toEqual([LAST, PUBLIC]);
	await evictDurableObject(long.stub, { webSockets: "close" });
});

function lineAt(seq: number): Line {
	const text = seq >= LONG.from && seq <= LONG.to ? "長".repeat(MAX_TEXT_LENGTH) : `line ${seq}`;
	const clientId = `line-${seq}-id`;
	if (seq % NOTES === 0) return { author: authorOf(claims.agent), clientId, content: { kind: "note", text } };
	return {
		author: authorOf(seq % 2 === 0 ? claims.agent : claims.visitor),
		clientId,
		content: { kind: "message", text },
	};
}

function authorOf(who: Claims): Line["author"] {
	return who.kind === "agent"
		? { kind: "agent", id: who.userId, name: who.name }
		: { kind: "visitor", id: who.visitorId };
}

const shape = z.object({
	entries: z.array(z.object({ seq: z.number() })),
	hasBefore: z.boolean(),
	hasAfter: z.boolean(),
});

/** What a freshly woken object answers to one frame (to none: its welcome). */
async function answered(reader: keyof typeof claims, { after, frame }: { after?: number; frame?: ClientFrame }) {
	const { done: answer, rows } = await awake(long.stub, (object) =>
		object.answer({ claims: claims[reader], after }, frame),
	);
	if (!answer.ok) throw new Error(answer.code);
	return { text: answer.frames.join("\n"), rows };
}

async function paged(reader: keyof typeof claims, ask: Parameters<typeof answered>[1]) {
	const { text, rows } = await answered(reader, ask);
	const { entries, ...more } = shape.parse(JSON.parse(text));
	return { seqs: entries.map(({ seq }) => seq), length: text.length, rows, more };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const readers = [
	["visitor", PUBLIC],
	["agent", LAST],
] as const;

describe("waking a conversation of 100,000 entries", () => {
	it.each(readers)(
		"reads for the %s what is shown and remembered, and nothing else of the log",
		async (reader, last) => {
			const { seqs, rows } = await paged(reader, {});
			expect(seqs).toEqual(range(last - OPENING_ENTRIES + 1, last));
			expect(rows.read).toBeLessThanOrEqual(BESIDE + WAKING + rowsOf(OPENING_ENTRIES, claims[reader]));
			expect(rows.written).toBe(0);
		},
	);

	it.each(readers)("reads one page for the %s who comes back half the log later", async (reader, last) => {
		const after = last / 2 - 10_000;
		const { seqs, rows } = await paged(reader, { after });
		expect(seqs).toEqual(range(after + 1, after + PAGE_ENTRIES));
		expect(rows.read).toBeLessThanOrEqual(BESIDE + WAKING + HALVING + rowsOf(PAGE_ENTRIES, claims[reader]));
	});
});

describe("a page of it", () => {
	const asks = [
		["the beginning", { after: 0 }],
		["the middle, backwards", { before: 40_001 }],
		["the middle, onwards", { after: 40_000 }],
		["the end", {}],
	] as const;

	it.each(asks.flatMap(([where, ask]) => readers.map(([reader, last]) => [where, reader, ask, last] as const)))(
		"at %s costs the %s the rows of a page and the way to it",
		async (_, reader, ask, last) => {
			const { seqs, more, rows } = await paged(reader, { frame: { type: "page", ...ask } });
			const from = "after" in ask ? ask.after + 1 : ("before" in ask ? ask.before : last + 1) - PAGE_ENTRIES;
			expect(seqs).toEqual(range(from, from + PAGE_ENTRIES - 1));
			expect(more).toEqual({ hasBefore: from > 1, hasAfter: from + PAGE_ENTRIES <= last });
			expect(rows.read).toBeLessThanOrEqual(BESIDE + WAKING + HALVING + rowsOf(PAGE_ENTRIES, claims[reader]));
			expect(rows.written).toBe(0);
		},
	);

	it.each([
		["visitor", publicSeqOf(LONG.from)],
		["agent", LONG.from],
	] as const)("ends early for the %s where all is as long as it may be, and the next goes on", async (reader, from) => {
		let after = from - 1;
		for (let pages = 0; pages < 3; pages += 1) {
			const { seqs, length, rows } = await paged(reader, { frame: { type: "page", after } });
			expect(seqs).toEqual(range(after + 1, after + seqs.length));
			expect(seqs.length).toBeGreaterThan(PAGE_LENGTH / MAX_TEXT_LENGTH / 2);
			expect(length).toBeLessThanOrEqual(PAGE_LENGTH + MAX_FRAME_BYTES);
			expect(rows.read).toBeLessThanOrEqual(BESIDE + WAKING + HALVING + rowsOf(seqs.length + 1, claims[reader]));
			after += seqs.length;
		}
	});
});

describe("a command of long ago, sent again", () => {
	const again = (seq: number, after: number): ClientFrame => ({
		...{ type: "send", clientId: `line-${seq}-id`, text: "again" },
		after,
	});

	it("is answered by its entry for the rows written since it was first sent, and no more", async () => {
		const sent = LAST - 1_001;
		const { text, rows } = await answered("visitor", { frame: again(sent, publicSeqOf(sent) - 1) });
		expect(JSON.parse(text)).toMatchObject({ type: "ack", entry: { seq: publicSeqOf(sent) } });
		expect(rows.read).toBeLessThanOrEqual(BESIDE + WAKING + HALVING + LAST - sent);
		expect(rows.written).toBe(0);
	});

	it("is found although nothing is said of when, by one look through the log in all its life", async () => {
		for (const sent of [LAST - 1, 30_001, 7, LAST - 599]) {
			const { text, rows } = await answered("visitor", { frame: again(sent, 0) });
			expect(JSON.parse(text)).toMatchObject({ type: "ack", entry: { seq: publicSeqOf(sent) } });
			const digests = Math.ceil(LAST / CHUNK);
			const isFirst = sent === LAST - 1;
			expect(rows.read).toBeLessThanOrEqual(BESIDE + WAKING + HALVING + 2 * digests + CHUNK + (isFirst ? LAST : 0));
			// The table's own row in the catalogue is one more.
			expect(rows.written).toBeLessThanOrEqual(isFirst ? digests + 1 : 0);
		}
	});
});

describe("a visitor whose few messages lie among thousands of notes", () => {
	const NOTES_BETWEEN = 3_000;
	const SAID = 5;

	it("has them all on one page, from either end, for a halving and some rows for each", async () => {
		const { stub, session } = await talk(home, bob);
		const visitor = await claimsIn(session.token, "visitor");
		await grow(stub, NOTES_BETWEEN * SAID + 1, (seq) => {
			const clientId = `far-${seq}-apart`;
			if (seq % NOTES_BETWEEN === 0)
				return { author: authorOf(visitor), clientId, content: { kind: "message", text: `${seq}` } };
			return { author: authorOf(claims.agent), clientId, content: { kind: "note", text: "a note" } };
		});
		await evictDurableObject(stub, { webSockets: "close" });
		const ofEach = HALVING + 10;
		for (const ask of [{}, { after: 0 }, { after: 3 }]) {
			const { done: answer, rows } = await awake(stub, (object) =>
				object.answer({ claims: visitor, after: undefined, ...ask }),
			);
			if (!answer.ok) throw new Error(answer.code);
			const { entries } = shape.parse(JSON.parse(answer.frames.join("")));
			expect(entries.map(({ seq }) => seq)).toEqual(range((ask.after ?? 0) + 1, SAID + 1));
			expect(rows.read).toBeLessThanOrEqual(BESIDE + WAKING + PAGE_ENTRIES + HALVING + (SAID + 1) * ofEach);
		}
	});
});

it("a read mark in the middle is found by halving, and writes nothing but the alarm that will keep it", async () => {
	const { rows } = await answered("visitor", { frame: { type: "read", seq: PUBLIC / 2 } });
	expect(rows.read).toBeLessThanOrEqual(BESIDE + WAKING + HALVING);
	expect(rows.written).toBe(1);
});

it("remembers the newest entries alone: what was written 600 entries ago is looked up on the disk again", async () => {
	const { stub } = await talk(home, bob);
	const { done: rowsOfRepeat } = await awake(stub, async (object, rowsRead) => {
		const note = async (seq: number) => {
			const command = { type: "note", clientId: `note-${seq}-id`, after: seq - 1, text: `note ${seq}` } as const;
			const before = rowsRead();
			expect(await object.post(claims.agent, command)).toMatchObject({ ok: true, entry: { seq } });
			return rowsRead() - before;
		};
		for (let seq = 2; seq <= 602; seq += 1) {
			const rows = await note(seq);
			// The one that fills a flush sends it.
			if (seq % FULL_ENTRIES !== 0) expect(rows).toBeLessThanOrEqual(2);
		}
		return { oldest: await note(2), newest: await note(602) };
	});
	expect(rowsOfRepeat.newest).toBe(1);
	expect(rowsOfRepeat.oldest).toBe(1);
});

it("goes to Postgres one flush at a time, although all of it is missing there", async () => {
	const sent: HistoryBatch[] = [];
	await rewindConfirmed(long.stub, 0);
	const { rows } = await awake(long.stub, (object) => object.alarm(), {
		sendHistory: async (batch) => void sent.push(batch),
	});
	await rewindConfirmed(long.stub, LAST);
	expect(sent).toHaveLength(1);
	const bytes = sent.reduce((sum, batch) => sum + new TextEncoder().encode(JSON.stringify(batch)).byteLength, 0);
	expect(bytes).toBeGreaterThan(FLUSH_BYTES / 2);
	expect(bytes).toBeLessThan(QUEUE_MESSAGE_BYTES);
	expect(rows.read).toBeLessThanOrEqual(BESIDE + WAKING + FLUSH_ENTRIES);
});

it("its people wake it by their sockets, and page, write, send again and mark as in any other", async () => {
	const visitor = await visitorSocket(long.session);
	expect((await visitor.next("welcome")).entries.map(({ seq }) => seq)).toEqual(
		range(PUBLIC - OPENING_ENTRIES + 1, PUBLIC),
	);
	const agent = await agentSocket(bob, long.id, LAST - 5);
	expect((await agent.next("welcome")).entries.map(({ seq }) => seq)).toEqual(range(LAST - 4, LAST));
	expect((await write(visitor, "Still here?", PUBLIC)).seq).toBe(PUBLIC + 1);
	expect((await agent.next("entry")).entry).toMatchObject({ seq: LAST + 1, publicSeq: PUBLIC + 1 });
	expect((await write(visitor, "again", 0, "line-7-id")).seq).toBe(publicSeqOf(7));
	visitor.send({ type: "read", seq: PUBLIC / 2 });
	expect(await agent.next("read")).toMatchObject({ by: "visitor", seq: seqOfPublic(PUBLIC / 2) });
	visitor.send({ type: "page", before: 21, limit: 20 });
	expect((await visitor.next("entries")).entries.map(({ seq }) => seq)).toEqual(range(1, 20));
	await caughtUp(agent);
	expect(agent.all("entry")).toHaveLength(1);
});
