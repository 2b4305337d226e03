// The outbox: which part of the log goes to Postgres next, and when. The log itself is the outbox; a cursor is all it needs.
import type { Entry } from "../protocol/entry.ts";

/** Messages gather this long before they are sent: six a flush is what the cost budget counts on (design.md). */
export const GATHER_MS = 5_000;
/** A batch that Postgres has not confirmed by then is sent again: longer than a queue's usual delay and its first retries. */
export const CONFIRM_WITHIN_MS = 30_000;
/** Of one flush: the queue takes 128 KB a message (platform-limits.md); the rest is for the parent rows. */
export const FLUSH_BYTES = 100 * 1024;
export const FLUSH_ENTRIES = 200;

/** The longest beginning of `entries` that fits a flush; at least one (an entry alone is at most 32 KB). */
export function flushOf(entries: readonly Entry[]): Entry[] {
	const flush: Entry[] = [];
	let bytes = 0;
	for (const entry of entries) {
		bytes += new TextEncoder().encode(JSON.stringify(entry)).byteLength;
		if (flush.length > 0 && (bytes > FLUSH_BYTES || flush.length === FLUSH_ENTRIES)) break;
		flush.push(entry);
	}
	return flush;
}

/** The cursor after a confirmation: it moves only where `from` continues it, so that no lost batch is skipped over. */
export function confirmed(cursor: number, from: number, to: number): number {
	return from <= cursor + 1 && to > cursor ? to : cursor;
}
