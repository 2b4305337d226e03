import { describe, expect, it } from "vitest";
import { Log } from "../../src/client/log.ts";
import type { PublicEntry } from "../../src/protocol/entry.ts";
import { message, messages } from "./frames.ts";
import { Seeded } from "./seeded.ts";

const seqs = (entries: readonly PublicEntry[]) => entries.map((entry) => entry.seq);

describe("a log", () => {
	it("holds back what comes after a gap, and shows it when the gap is filled", () => {
		const log = new Log<PublicEntry>();
		log.merge(messages(1, 2));
		expect(log.merge([message(4)])).toEqual([]);
		expect([seqs(log.entries), log.hasGap]).toEqual([[1, 2], true]);
		expect(seqs(log.merge([message(3)]))).toEqual([3, 4]);
		expect([seqs(log.entries), log.hasGap]).toEqual([[1, 2, 3, 4], false]);
	});

	it("ignores what it has, whatever it says", () => {
		const log = new Log<PublicEntry>();
		log.merge(messages(1, 3));
		const before = log.entries;
		log.merge([message(2, { text: "another" }), message(0)]);
		expect(log.entries).toBe(before);
	});

	it("begins where the first page begins, and grows to the front only without a gap", () => {
		const log = new Log<PublicEntry>();
		log.begin(41);
		log.merge(messages(41, 60));
		expect(log.hasBefore).toBe(true);
		log.merge(messages(1, 10));
		expect(log.first).toBe(41);
		log.merge(messages(21, 45));
		expect([log.first, log.last]).toEqual([21, 60]);
		log.merge(messages(1, 20));
		expect([log.hasBefore, seqs(log.entries)]).toEqual([false, seqs(messages(1, 60))]);
	});

	it("keeps a bounded number of entries aside, and loses none of them for good", () => {
		const log = new Log<PublicEntry>();
		log.merge(messages(2, 2_000));
		log.merge([message(1)]);
		expect(log.last).toBe(401);
		log.merge(messages(402, 2_000));
		expect([log.last, log.hasGap]).toEqual([2_000, false]);
	});

	it("shows one order, whatever the order, overlap and repetition in which entries come", () => {
		for (let seed = 1; seed <= 300; seed += 1) {
			const random = new Seeded(seed);
			const log = new Log<PublicEntry>();
			const length = random.upTo(40) + 1;
			const batches = random.shuffle([...messages(1, length), ...messages(1, length)]);
			const shown: number[] = [];
			while (batches.length > 0) {
				shown.push(...seqs(log.merge(batches.splice(0, random.upTo(5) + 1))));
				expect(seqs(log.entries), `seed ${seed}`).toEqual(seqs(messages(1, log.last)));
			}
			expect([log.last, log.hasGap, shown], `seed ${seed}`).toEqual([length, false, seqs(messages(1, length))]);
		}
	});
});
