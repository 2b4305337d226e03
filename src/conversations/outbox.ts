// The outbox: which part of the log goes to Postgres next, and when. The log itself is the outbox; a cursor is all it needs.

/** Messages gather this long before they are sent: six a flush is what the cost budget counts on (design.md). */
export const GATHER_MS = 5_000;
/** A batch that Postgres has not confirmed by then is sent again: longer than a queue's usual delay and its first retries. */
export const CONFIRM_WITHIN_MS = 30_000;
/** Of one flush: the queue takes 128 KB a message (platform-limits.md); the rest is for the parent rows and for quotes. */
export const FLUSH_BYTES = 100 * 1024;
/** The shortest entries are about 200 bytes: what 100 KB may hold. */
export const FLUSH_ENTRIES = 500;
/** So many do not wait for the five seconds: short messages of which a flush is nearly full. */
export const FULL_ENTRIES = 250;

const encoder = new TextEncoder();

/** An entry's row, as the object's storage has it. */
export type Kept = { seq: number; json: string };

export interface Flush extends Range {
	/** The entries, a JSON array. */
	entries: string;
}

/** The longest beginning of `kept` that fits a flush; at least one (an entry alone is at most 32 KB). Undefined of nothing. */
export function flushOf(kept: Iterable<Kept>): Flush | undefined {
	const texts: string[] = [];
	let [from, to, bytes] = [0, 0, 0];
	for (const { seq, json } of kept) {
		bytes += bytesQueued(json);
		if (texts.length > 0 && bytes > FLUSH_BYTES) break;
		if (texts.length === 0) from = seq;
		to = seq;
		texts.push(json);
	}
	return texts.length === 0 ? undefined : { from, to, entries: `[${texts.join(",")}]` };
}

/** The texts travel as one string in a JSON body, in which quotes and backslashes take a byte more. */
function bytesQueued(json: string): number {
	return encoder.encode(JSON.stringify(json)).byteLength;
}

/** Flushes of one conversation that are under way at once: ten times what an object is planned for (200 writes/s, design.md). */
export const MOST_UNDER_WAY = 8;

/** Entries from…to. */
export interface Range {
	from: number;
	to: number;
}

/**
 * The cursor after these confirmations, which come in any order: it moves only where one continues it, so that no lost
 * flush is skipped over. `early` are those that wait for one before them.
 */
export function advanced(cursor: number, confirmed: readonly Range[]): { cursor: number; early: Range[] } {
	let at = cursor;
	for (const { from, to } of confirmed.toSorted((a, b) => a.from - b.from)) if (from <= at + 1) at = Math.max(at, to);
	return { cursor: at, early: confirmed.filter(({ from }) => from > at + 1) };
}
