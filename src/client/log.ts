// The entries of a conversation as one reader has them: in order, no gap, no double.
import type { ConversationStatus } from "../protocol/entry.ts";
import { PAGE_ENTRIES } from "../protocol/limits.ts";
import type { AnyEntry } from "./conversation-frames.ts";

/** Entries kept aside while earlier ones are fetched. More are let go: the pages bring them anyway. */
const MOST_HELD = 2 * PAGE_ENTRIES;

export class Log<E extends AnyEntry> {
	/** What may be shown: seqs run from `first` to `last` without a gap. A new array for each change. */
	entries: readonly E[] = [];
	/** Seq before the first entry that we have. */
	#base = 0;
	readonly #held = new Map<number, E>();

	/** Newest seq that can be shown; 0: none. */
	get last(): number {
		return this.#base + this.entries.length;
	}

	get first(): number {
		return this.#base + 1;
	}

	get hasBefore(): boolean {
		return this.#base > 0;
	}

	/** What the newest entry about it says; undefined where none does. */
	get status(): ConversationStatus | undefined {
		let status: ConversationStatus | undefined;
		for (const { content } of this.entries) if (content.kind === "status") status = content.status;
		return status;
	}

	/** Whether entries wait for earlier ones. */
	get hasGap(): boolean {
		return this.#held.size > 0;
	}

	/** Sets where the log begins, by the first entry of the first welcome. */
	begin(firstSeq: number): void {
		this.#base = Math.max(0, firstSeq - 1);
	}

	/** Takes entries in any order, known ones too; answers those that became the newest to be shown. */
	merge(incoming: readonly E[]): readonly E[] {
		const sorted = [...incoming].sort((a, b) => a.seq - b.seq);
		this.#prepend(sorted);
		return this.#append(sorted);
	}

	#prepend(sorted: readonly E[]): void {
		const found: E[] = [];
		for (const entry of [...sorted].reverse()) {
			if (entry.seq === this.#base - found.length && entry.seq > 0) found.unshift(entry);
		}
		if (found.length === 0) return;
		this.#base -= found.length;
		this.entries = [...found, ...this.entries];
	}

	#append(sorted: readonly E[]): readonly E[] {
		const next: E[] = [];
		const take = (entry: E | undefined) => {
			while (entry !== undefined) {
				next.push(entry);
				this.#held.delete(entry.seq);
				entry = this.#held.get(entry.seq + 1);
			}
		};
		for (const entry of sorted) {
			const expected = this.last + next.length + 1;
			if (entry.seq === expected) take(entry);
			else if (entry.seq > expected && this.#held.size < MOST_HELD) this.#held.set(entry.seq, entry);
		}
		if (next.length > 0) this.entries = [...this.entries, ...next];
		return next;
	}
}
