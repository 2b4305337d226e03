// Notices: how a system's answers differ from what its connector knows. One for each change, until an admin puts it away.
import { z } from "zod";
import type { Drift } from "../connectors/connector.ts";
import { instantOf } from "../platform/world.ts";
import type { DriftNotice } from "../protocol/connections.ts";

/** An API that changed in more places is another API: nobody reads on. */
const MOST = 50;
/** Put away, and remembered as such: ten times as many. Beyond, one that is seen again is news again. */
const MOST_PUT_AWAY = 500;

const row = z.object({
	id: z.number(),
	path: z.string(),
	before: z.string(),
	after: z.string(),
	first_at: z.number(),
	last_at: z.number(),
	count: z.number(),
});

export class Notices {
	readonly #sql: SqlStorage;
	readonly #now: () => number;
	#open: DriftNotice[] | undefined;
	/** Seen again since they were written: counts are no news, and wait for the next write. */
	readonly #unwritten = new Set<DriftNotice>();

	constructor(sql: SqlStorage, now: () => number) {
		this.#sql = sql;
		this.#now = now;
	}

	/** Those that nobody has put away, oldest first. */
	get open(): readonly DriftNotice[] {
		this.#open ??= this.#stored();
		return this.#open;
	}

	/** True where this is news. What was put away stays so, however often it is seen again. */
	add({ path, before, after }: Drift): boolean {
		const at = this.#now();
		const place = anyIndex(path);
		const known = this.open.find((one) => one.path === place && one.before === before && one.after === after);
		if (known) {
			known.count += 1;
			known.lastAt = instantOf(at);
			this.#unwritten.add(known);
			return false;
		}
		this.#create();
		if (this.open.length >= MOST) return false;
		const made = this.#sql
			.exec(
				`INSERT INTO notices (path, before, after, first_at, last_at) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT DO NOTHING RETURNING id`,
				place,
				before,
				after,
				at,
				at,
			)
			.toArray();
		this.write();
		this.#open = undefined;
		return made.length > 0;
	}

	/** False where there is no such notice. */
	putAway(id: string): boolean {
		if (!this.open.some((one) => one.id === id)) return false;
		this.write();
		this.#sql.exec("UPDATE notices SET put_away = 1 WHERE id = ?", Number(id));
		this.#sql.exec(
			"DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE put_away = 1 ORDER BY id DESC LIMIT -1 OFFSET ?)",
			MOST_PUT_AWAY,
		);
		this.#open = undefined;
		return true;
	}

	/** What was only counted. */
	write(): void {
		for (const { id, count, lastAt } of this.#unwritten)
			this.#sql.exec("UPDATE notices SET count = ?, last_at = ? WHERE id = ?", count, Date.parse(lastAt), Number(id));
		this.#unwritten.clear();
	}

	#create(): void {
		this.#sql.exec(
			`CREATE TABLE IF NOT EXISTS notices (id INTEGER PRIMARY KEY, path TEXT NOT NULL, before TEXT NOT NULL,
			after TEXT NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, count INTEGER NOT NULL DEFAULT 1,
			put_away INTEGER NOT NULL DEFAULT 0, UNIQUE (path, before, after))`,
		);
	}

	#stored(): DriftNotice[] {
		if (this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'notices'").toArray().length === 0) return [];
		return this.#sql
			.exec(`SELECT id, path, before, after, first_at, last_at, count FROM notices WHERE put_away = 0 ORDER BY id`)
			.toArray()
			.map((one) => {
				const { id, first_at, last_at, ...rest } = row.parse(one);
				return { ...rest, id: String(id), firstAt: instantOf(first_at), lastAt: instantOf(last_at) };
			});
	}
}

/** `orders.3.status` → `orders.*.status`: one change shows in each element of a list. */
function anyIndex(path: string): string {
	return path.replace(/(^|\.)\d+(?=\.|$)/g, "$1*").slice(0, 160);
}
