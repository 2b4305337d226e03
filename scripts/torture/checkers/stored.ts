// Postgres, once it has had time, holds exactly what the object holds.
import { isDeepStrictEqual } from "node:util";
import type { History, SeenEntry, StoredEntry } from "../history.ts";

export function stored(history: History): string[] {
	const { final, stored: rows, storedRevision } = history;
	const bySeq = new Map(rows.map((row) => [row.seq, row]));
	const last = final.agent.at(-1)?.seq;
	return [
		...final.agent.flatMap((entry) => difference(entry, bySeq.get(entry.seq))),
		...rows.filter(({ seq }) => seq > (last ?? 0)).map(({ seq }) => `Postgres has seq ${seq}, the object has not`),
		...(rows.length === bySeq.size ? [] : ["Postgres has two rows of one seq"]),
		...(storedRevision === last ? [] : [`Postgres's revision is ${storedRevision}, the object's ${last}`]),
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
