// The object's own SQLite: one row for the state, one row for each entry. Nothing is made before the first entry.
import { z } from "zod";
import { type Entry, entry as entrySchema } from "../protocol/entry.ts";
import { PAGE_LENGTH } from "../protocol/limits.ts";
import { CHUNK, Digests } from "./digests.ts";
import type { Kept } from "./outbox.ts";
import { EMPTY, type Head, type State, state as stateSchema } from "./state.ts";
import type { Written } from "./written.ts";

const jsonRow = z.object({ json: z.string() });

/** The kinds of rules.ts's `isPublic`; a test holds the two together. */
const PUBLIC_ONLY = "AND json ->> '$.content.kind' IN ('message', 'status')";

/** Between two public entries far apart: finding the next by halving is 17 rows of 100,000, so a look at some first costs little. */
const SHORTEST_STEP = 8;

export interface Page {
	entries: Entry[];
	hasBefore: boolean;
	hasAfter: boolean;
}

export class ConversationStorage {
	readonly #sql: SqlStorage;
	readonly #storage: DurableObjectStorage;
	readonly #digests: Digests;
	#made = false;

	constructor(storage: DurableObjectStorage) {
		this.#storage = storage;
		this.#sql = storage.sql;
		this.#digests = new Digests(storage.sql);
	}

	/** What was there when the object fell asleep; undefined for a conversation that never began. */
	load(): { state: State; head: Head } | undefined {
		if (!this.#exists()) return undefined;
		const [row] = this.#sql.exec("SELECT json FROM state WHERE id = 1").toArray();
		if (!row) return undefined;
		const state = stateSchema.parse(JSON.parse(jsonRow.parse(row).json));
		const last = this.#read("SELECT json FROM entries ORDER BY seq DESC LIMIT 1", [])[0];
		return { state, head: last ? { seq: last.seq, publicSeq: last.publicSeq, at: Date.parse(last.at) } : EMPTY };
	}

	/** Entries and, where it changed, the state: one commit. */
	append(written: readonly Written[], state: State | undefined): void {
		const [only] = written;
		// Most commits are one entry: a statement is a transaction by itself, and a savepoint around it costs as much again.
		if (only && written.length === 1 && !state) return this.#insert(only);
		this.#storage.transactionSync(() => {
			if (!this.#exists()) this.#create();
			for (const one of written) this.#insert(one);
			if (state) this.save(state);
		});
	}

	#insert({ entry, json }: Written): void {
		this.#sql.exec("INSERT INTO entries (seq, json) VALUES (?, ?)", entry.seq, json);
	}

	save(state: State): void {
		this.#sql.exec(
			"INSERT INTO state (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
			JSON.stringify(state),
		);
	}

	/** Other content in the places of entries that are there: for erasure alone, else entries never change. */
	replace(written: readonly Written[]): void {
		this.#storage.transactionSync(() => {
			for (const { entry, json } of written)
				this.#sql.exec("UPDATE entries SET json = ? WHERE seq = ?", json, entry.seq);
		});
	}

	/** Entries beyond `seq`, oldest first. Visitors' pages count public entries alone, so that notes cannot fill one. */
	after(seq: number, limit: number, head: Head, publicOnly: boolean): Page {
		const entries = publicOnly
			? this.#publicAfter(seq, limit, head)
			: this.#read("SELECT json FROM entries WHERE seq > ? ORDER BY seq LIMIT ?", [seq, limit]);
		return { entries, hasBefore: seq > 0, hasAfter: goesOn(entries.at(-1), head, publicOnly) };
	}

	/** The `limit` entries before `seq`, oldest first. */
	before(seq: number, limit: number, head: Head, publicOnly: boolean): Page {
		const entries = publicOnly
			? this.#publicBefore(seq, limit, head)
			: this.#read("SELECT json FROM entries WHERE seq < ? ORDER BY seq DESC LIMIT ?", [seq, limit]);
		const first = entries.reverse()[0];
		const hasBefore = first !== undefined && (publicOnly ? first.publicSeq > 1 : first.seq > 1);
		return { entries, hasBefore, hasAfter: seq <= head.seq };
	}

	/** Steps over internal entries, however many stand between two public ones: what is read is counted in public ones. */
	#publicAfter(seq: number, limit: number, head: Head): Entry[] {
		const query = `SELECT json FROM entries WHERE seq > ? AND seq <= ? ${PUBLIC_ONLY} ORDER BY seq LIMIT ?`;
		const entries: Entry[] = [];
		const room = { left: PAGE_LENGTH };
		for (let [at, step] = [seq, limit]; at < head.seq; ) {
			const found = this.#read(query, [at, at + step, limit - entries.length], room);
			entries.push(...found);
			if (entries.length === limit || room.left < 0) break;
			at = this.seqOfPublic(this.publicSeqAt(at + step), head);
			step = Math.max(2 * found.length, SHORTEST_STEP);
		}
		return entries;
	}

	#publicBefore(seq: number, limit: number, head: Head): Entry[] {
		const query = `SELECT json FROM entries WHERE seq < ? AND seq >= ? ${PUBLIC_ONLY} ORDER BY seq DESC LIMIT ?`;
		const entries: Entry[] = [];
		const room = { left: PAGE_LENGTH };
		for (let [at, step] = [seq, limit]; at > 1; ) {
			const found = this.#read(query, [at, at - step, limit - entries.length], room);
			entries.push(...found);
			const left = this.publicSeqAt(at - step - 1);
			if (entries.length === limit || room.left < 0 || left === 0) break;
			at = this.seqOfPublic(left - 1, head) + 2;
			step = Math.max(2 * found.length, SHORTEST_STEP);
		}
		return entries;
	}

	/** Entries beyond `seq` as the texts that they are kept as, oldest first. */
	*texts(seq: number, limit: number): Iterable<Kept> {
		yield* this.#sql.exec<Kept>("SELECT seq, json FROM entries WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit);
	}

	at(seq: number): Entry | undefined {
		return this.#read("SELECT json FROM entries WHERE seq = ?", [seq])[0];
	}

	/** A sender's first entry by its client id, looked for beyond `after` only, for what memory no longer knows. */
	byClientId(sender: string | undefined, clientId: string, after: number, before: number): Entry | undefined {
		if (before - after <= 2 * CHUNK) return this.#scan(sender, clientId, after, before);
		for (const seq of this.#digests.places(sender, clientId, after, before)) {
			const entry = this.at(seq);
			if (entry?.clientId === clientId && entry.author.id === sender) return entry;
		}
		return this.#scan(sender, clientId, Math.max(after, this.#digests.endBelow(before)), before);
	}

	#scan(sender: string | undefined, clientId: string, after: number, before: number): Entry | undefined {
		return this.#read(
			"SELECT json FROM entries WHERE seq > ? AND seq < ? AND json ->> '$.clientId' = ? AND json ->> '$.author.id' IS ? ORDER BY seq LIMIT 1",
			[after, before, clientId, sender ?? null],
		)[0];
	}

	/**
	 * The seq of the last entry whose publicSeq is at most `publicSeq`: publicSeq grows with seq, so halving the log finds
	 * it in about 17 single-row reads of 100,000 entries, and no index is written for it.
	 */
	seqOfPublic(publicSeq: number, head: Head): number {
		let low = 0;
		let high = head.seq;
		while (low < high) {
			const middle = Math.ceil((low + high) / 2);
			const entry = this.at(middle);
			if (entry && entry.publicSeq <= publicSeq) low = middle;
			else high = middle - 1;
		}
		return low;
	}

	/** The publicSeq that had been reached at `seq`. */
	publicSeqAt(seq: number): number {
		return this.#read("SELECT json FROM entries WHERE seq <= ? ORDER BY seq DESC LIMIT 1", [seq])[0]?.publicSeq ?? 0;
	}

	#exists(): boolean {
		this.#made ||=
			this.#sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'state'").toArray().length > 0;
		return this.#made;
	}

	#create(): void {
		this.#sql.exec("CREATE TABLE state (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
		this.#sql.exec("CREATE TABLE entries (seq INTEGER PRIMARY KEY, json TEXT NOT NULL)");
		this.#made = true;
	}

	/** Ends early where a page gets too long, but never without an entry. `room`: of a page that is read in several steps. */
	#read(query: string, values: (string | number | null)[], room = { left: PAGE_LENGTH }): Entry[] {
		if (!this.#exists()) return [];
		const entries: Entry[] = [];
		const isFirst = room.left === PAGE_LENGTH;
		for (const { json } of this.#sql.exec<{ json: string }>(query, ...values)) {
			room.left -= json.length;
			if (room.left < 0 && !(isFirst && entries.length === 0)) break;
			entries.push(entrySchema.parse(JSON.parse(json)));
		}
		return entries;
	}
}

function goesOn(last: Entry | undefined, head: Head, publicOnly: boolean): boolean {
	if (!last) return false;
	return publicOnly ? last.publicSeq < head.publicSeq : last.seq < head.seq;
}
