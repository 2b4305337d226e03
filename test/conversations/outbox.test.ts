import { describe, expect, it } from "vitest";
import { advanced, FLUSH_BYTES, flushOf } from "../../src/conversations/outbox.ts";

const kept = (seq: number, text: string) => ({ seq, json: JSON.stringify({ seq, text }) });
const many = (count: number, text: string) => Array.from({ length: count }, (_, i) => kept(i + 1, text));
/** As a queue has it, in a JSON body. */
const bytes = (text: string) => new TextEncoder().encode(JSON.stringify(text)).byteLength;
const all = (rows: { json: string }[]) => `[${rows.map(({ json }) => json).join(",")}]`;

describe("a flush", () => {
	it("is all, where all fits", () => {
		const rows = many(20, "hi");
		expect(flushOf(rows)).toEqual({ from: 1, to: 20, entries: all(rows) });
	});

	it.each([
		["Latin", "hi ".repeat(600)],
		["Chinese", "羊".repeat(2_000)],
		["quotes, which are escaped twice", '"'.repeat(3_000)],
	])("is the longest beginning that fits a queue's message: %s", (_, text) => {
		const rows = many(80, text);
		const flush = flushOf(rows);
		if (!flush) throw new Error("nothing to flush");
		expect(flush).toEqual({ from: 1, to: flush.to, entries: all(rows.slice(0, flush.to)) });
		expect(bytes(flush.entries)).toBeLessThanOrEqual(FLUSH_BYTES + flush.to + 2);
		expect(bytes(all(rows.slice(0, flush.to + 1)))).toBeGreaterThan(FLUSH_BYTES);
	});

	it("is at least one entry, and nothing of nothing", () => {
		expect(flushOf([kept(7, "x".repeat(2 * FLUSH_BYTES)), kept(8, "x")])).toMatchObject({ from: 7, to: 7 });
		expect(flushOf([])).toBeUndefined();
	});
});

describe("the cursor", () => {
	it.each([
		["goes on", 5, [[6, 9]], 9, []],
		["takes what overlaps", 5, [[3, 9]], 9, []],
		["does not skip what was lost, which waits", 5, [[7, 9]], 5, [[7, 9]]],
		["does not go back", 5, [[1, 4]], 5, []],
		["does not move for the same again", 5, [[5, 5]], 5, []],
		["begins at the first", 0, [[1, 3]], 3, []],
		["does not begin at the second", 0, [[2, 3]], 0, [[2, 3]]],
		[
			"takes what waited when the one before it comes",
			5,
			[
				[8, 9],
				[10, 12],
				[6, 7],
			],
			12,
			[],
		],
		[
			"takes it up to the next gap",
			5,
			[
				[12, 14],
				[8, 9],
				[6, 7],
			],
			9,
			[[12, 14]],
		],
	])("%s", (_, at, confirmed, becomes, early) => {
		const range = ([from = 0, to = 0]: number[]) => ({ from, to });
		expect(advanced(at, confirmed.map(range))).toEqual({ cursor: becomes, early: early.map(range) });
	});
});
