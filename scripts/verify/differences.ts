// What a conversation's object says against what Postgres holds of it. Pure.
import type { Entry } from "../../src/protocol/entry.ts";

export interface Difference {
	conversationId: string;
	seq?: number;
	what: "gap_in_object" | "not_in_postgres" | "only_in_postgres" | "different" | "not_in_object";
}

/** `stored`: rows of Postgres in the shape of entries. `confirmedTo`: nothing beyond it is due in Postgres yet. */
export function differences(
	conversationId: string,
	own: readonly Entry[],
	stored: readonly Entry[],
	confirmedTo: number,
): Difference[] {
	const found: Difference[] = [];
	own.forEach((entry, i) => {
		if (entry.seq !== i + 1) found.push({ conversationId, seq: i + 1, what: "gap_in_object" });
	});
	const bySeq = new Map(stored.map((entry) => [entry.seq, entry]));
	for (const entry of own) {
		const row = bySeq.get(entry.seq);
		bySeq.delete(entry.seq);
		if (row === undefined) {
			if (entry.seq <= confirmedTo) found.push({ conversationId, seq: entry.seq, what: "not_in_postgres" });
		} else if (canonical(row) !== canonical(entry)) found.push({ conversationId, seq: entry.seq, what: "different" });
	}
	for (const seq of bySeq.keys())
		found.push({ conversationId, seq, what: own.length === 0 ? "not_in_object" : "only_in_postgres" });
	return found;
}

/** JSON with sorted keys: jsonb keeps no order. */
export function canonical(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		typeof inner === "object" && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
}
