// Postgres, once it has had time, holds exactly what the object holds.
import { isDeepStrictEqual } from "node:util";
import { type History, outcomeOf, type SeenEntry, type StoredEntry } from "../history.ts";

export function stored(history: History): string[] {
	const { final, stored: rows, storedRow } = history;
	const bySeq = new Map(rows.map((row) => [row.seq, row]));
	const outcome = outcomeOf(final.agent);
	return [
		...final.agent.flatMap((entry) => difference(entry, bySeq.get(entry.seq))),
		...rows.filter(({ seq }) => seq > outcome.revision).map(({ seq }) => `Postgres has seq ${seq}, the object has not`),
		...(rows.length === bySeq.size ? [] : ["Postgres has two rows of one seq"]),
		...(isDeepStrictEqual(storedRow, outcome)
			? []
			: [`Postgres's row is ${JSON.stringify(storedRow)}, the object's ${JSON.stringify(outcome)}`]),
	];
}

function difference(entry: SeenEntry, row: StoredEntry | undefined): string[] {
	if (!row) return [`seq ${entry.seq} is not in Postgres`];
	const expected: StoredEntry = {
		seq: entry.seq,
		publicSeq: entry.publicSeq ?? Number.NaN,
		at: Date.parse(entry.at),
		author: entry.author,
		clientId: entry.clientId ?? "",
		content: entry.content,
	};
	return isDeepStrictEqual(row, expected)
		? []
		: [`seq ${entry.seq} differs: Postgres ${JSON.stringify(row)}, object ${JSON.stringify(expected)}`];
}
