// What holds calls to a system back, kept on the object's disk: an idle object leaves memory after ten seconds
// (platform-limits.md), and a system that has said "not before noon" has not said it for ten seconds.
import { z } from "zod";
import { type Breaker, CLOSED } from "./breaker.ts";
import { type Budget, waitFor } from "./budget.ts";

export interface Restraint {
	breaker: Breaker;
	/** Undefined where the system says nothing of a limit. */
	budget: Budget | undefined;
}

const stored = z.object({
	breaker: z.object({ failuresInARow: z.int(), notBefore: z.number() }),
	budget: z
		.object({
			left: z.number(),
			of: z.number(),
			cost: z.number(),
			refill: z.union([z.object({ perMs: z.number() }), z.object({ atMs: z.number() })]),
			asOfMs: z.number(),
		})
		.optional(),
});

export class KeptRestraint {
	readonly #sql: SqlStorage;
	#isKept: boolean | undefined;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	read(): Restraint | undefined {
		this.#isKept = this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'restraint'").toArray().length > 0;
		const [row] = this.#isKept ? this.#sql.exec("SELECT json FROM restraint WHERE id = 1").toArray() : [];
		const kept = row && stored.safeParse(JSON.parse(String(row.json))).data;
		// A probe that was on its way ended with the memory that knew of it.
		return kept && { breaker: { ...kept.breaker, probing: false }, budget: kept.budget };
	}

	/** Written only while something is held back: a system that is well costs nothing. */
	keep({ breaker, budget }: Restraint, nowMs: number): void {
		const holds = breaker.failuresInARow > 0 || breaker.notBefore > nowMs || (budget && waitFor(budget, nowMs) > 0);
		if (!holds) return this.#drop();
		const { failuresInARow, notBefore } = breaker;
		this.#sql.exec("CREATE TABLE IF NOT EXISTS restraint (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
		this.#sql.exec(
			"INSERT INTO restraint (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
			JSON.stringify({ breaker: { failuresInARow, notBefore }, budget }),
		);
		this.#isKept = true;
	}

	#drop(): void {
		// Nobody may have looked since the object woke.
		if (this.#isKept === undefined) this.read();
		if (this.#isKept) this.#sql.exec("DELETE FROM restraint");
		this.#isKept = false;
	}
}

/** For look-ups of one request, which remember nothing. */
export const NOTHING_KEPT: Pick<KeptRestraint, "read" | "keep"> = { read: () => undefined, keep: () => undefined };

export const UNRESTRAINED: Restraint = { breaker: CLOSED, budget: undefined };
