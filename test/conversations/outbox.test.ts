import { describe, expect, it } from "vitest";
import { confirmed, FLUSH_BYTES, FLUSH_ENTRIES, flushOf } from "../../src/conversations/outbox.ts";
import type { Entry } from "../../src/protocol/entry.ts";

const entry = (seq: number, text: string): Entry => ({
	seq,
	publicSeq: seq,
	at: "2026-11-23T09:00:00.000Z",
	author: { kind: "visitor", id: "vis_0123456789abcdef" },
	clientId: "client-id-1",
	content: { kind: "message", text },
});
const bytes = (entries: Entry[]) => new TextEncoder().encode(JSON.stringify(entries)).byteLength;

describe("a flush", () => {
	it("is the longest beginning that fits, counted in bytes and in entries", () => {
		const short = Array.from({ length: 300 }, (_, i) => entry(i + 1, "hi"));
		expect(flushOf(short)).toEqual(short.slice(0, FLUSH_ENTRIES));
		const long = Array.from({ length: 40 }, (_, i) => entry(i + 1, "羊".repeat(2_000)));
		const flush = flushOf(long);
		expect(flush).toEqual(long.slice(0, flush.length));
		expect(bytes(flush)).toBeLessThanOrEqual(FLUSH_BYTES + flush.length + 2);
		expect(bytes(long.slice(0, flush.length + 1))).toBeGreaterThan(FLUSH_BYTES);
	});

	it("is at least one entry, and nothing of nothing", () => {
		expect(flushOf([entry(1, "x".repeat(2 * FLUSH_BYTES)), entry(2, "x")])).toHaveLength(1);
		expect(flushOf([])).toEqual([]);
	});
});

describe("the cursor", () => {
	it.each([
		["goes on", 5, 6, 9, 9],
		["takes what overlaps", 5, 3, 9, 9],
		["does not skip what was lost", 5, 7, 9, 5],
		["does not go back", 5, 1, 4, 5],
		["does not move for the same again", 5, 5, 5, 5],
		["begins at the first", 0, 1, 3, 3],
		["does not begin at the second", 0, 2, 3, 0],
	])("%s", (_, at, from, to, becomes) => {
		expect(confirmed(at, from, to)).toBe(becomes);
	});
});
