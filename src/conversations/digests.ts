// Digests: of each whole chunk of the log, a hash of every entry's sender and client id. A client id of which nothing says
// when it was sent is looked for in them: in a log of 100,000 entries 196 rows. Made when they are first asked for.
import type { Author } from "../protocol/entry.ts";

/** Entries of one digest: at 4 bytes each half of SQLite's page of 4 KB, beside which no overflow page is read. */
export const CHUNK = 512;

export class Digests {
	readonly #sql: SqlStorage;
	#made = false;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Seqs beyond `after`, up to the end of the last whole chunk below `before`, of entries that may be this sender's under
	 * this client id, in their order. Different ids may have the same hash: look at the entry.
	 */
	*places(sender: Author["id"], clientId: string, after: number, before: number): Generator<number> {
		const wanted = hashOf(sender, clientId);
		for (let chunk = Math.floor(after / CHUNK); (chunk + 1) * CHUNK < before; chunk++) {
			const hashes = this.#load(chunk) ?? this.#make(chunk);
			for (let at = hashes.indexOf(wanted); at >= 0; at = hashes.indexOf(wanted, at + 1)) {
				const seq = chunk * CHUNK + at + 1;
				if (seq > after) yield seq;
			}
		}
	}

	/** Where what `places` looks at ends: the entries after it are to be looked at themselves. */
	endBelow(before: number): number {
		return Math.floor((before - 1) / CHUNK) * CHUNK;
	}

	#load(chunk: number): Uint32Array | undefined {
		if (!this.#made)
			this.#sql.exec("CREATE TABLE IF NOT EXISTS digests (chunk INTEGER PRIMARY KEY, hashes BLOB NOT NULL)");
		this.#made = true;
		const [row] = this.#sql
			.exec<{ hashes: ArrayBuffer }>("SELECT hashes FROM digests WHERE chunk = ?", chunk)
			.toArray();
		return row && new Uint32Array(row.hashes);
	}

	#make(chunk: number): Uint32Array {
		const rows = this.#sql.exec<{ sender: string | null; clientId: string }>(
			"SELECT json ->> '$.author.id' AS sender, json ->> '$.clientId' AS clientId FROM entries WHERE seq > ? AND seq <= ? ORDER BY seq",
			chunk * CHUNK,
			(chunk + 1) * CHUNK,
		);
		const hashes = Uint32Array.from([...rows], ({ sender, clientId }) => hashOf(sender ?? undefined, clientId));
		this.#sql.exec("INSERT INTO digests (chunk, hashes) VALUES (?, ?)", chunk, hashes.buffer);
		return hashes;
	}
}

/** FNV-1a of 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): of 100,000 entries one in 40,000 look-ups meets a stranger. */
function hashOf(sender: string | undefined, clientId: string): number {
	let hash = 0x811c9dc5;
	for (const text of [sender ?? "", " ", clientId])
		for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}
