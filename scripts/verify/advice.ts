// What to do about what verify has found, for somebody who sees it for the first time.
import type { Difference, Fault } from "./differences.ts";

/** Named one by one, of each fault; the rest is counted. */
const MOST_NAMED = 20;

const ADVICE: Record<Fault, string> = {
	not_in_postgres:
		"The objects hold them, Postgres does not: no message is lost. If Postgres was away, wait (an object sends again within 8 minutes) and run this again; if they stay, look for history_not_stored in the Worker's log. What Postgres had confirmed and then lost is not sent again: if it was set back to a backup, recover it to a later moment.",
	row_different:
		"The conversation's row in Postgres is behind its object, or was changed by another hand. The next entry written to that conversation writes the row anew; if entries are missing too, mind those first.",
	different:
		"An entry was changed in Postgres after it was stored, which Heddle never does. The object has what was said: find out who writes to the table, delete the changed row and its later ones, and restore them from the object (GET /v1/conversations/{id}/entries).",
	only_in_postgres:
		"Postgres has entries that the object lacks: the object was set back, or somebody else writes to the table. Do not delete anything; compare with Cloudflare's point-in-time recovery of that object.",
	not_in_object:
		"The object has nothing of a conversation that Postgres, a desk or the list knows. Check that --origin and the database belong to the same Heddle; if they do, the object's storage is lost: recover it from Cloudflare's point-in-time recovery.",
	fewer_than_listed:
		"The list says that more entries were acknowledged than there are: acknowledged messages are lost. Keep all logs and the object's storage, and report it as a fault of Heddle.",
	gap_in_object: "The object's own numbers have a hole: a fault of Heddle. Keep the object's storage, and report it.",
	twice_in_object:
		"One client id became two entries: a fault of Heddle, or of a client that raised `after` in a repeat (src/protocol/README.md, Sending again).",
	only_on_desk:
		"A desk shows more open conversations than can be found: some are lost everywhere else, or the system is busy. Run this again when it is quiet, with --ids and what the desk's agents know.",
};

export function report(found: readonly Difference[]): string[] {
	const byFault = Map.groupBy(found, ({ what }) => what);
	return [...byFault].flatMap(([what, ones]) => [
		`${what} (${ones.length}): ${ADVICE[what]}`,
		...ones.slice(0, MOST_NAMED).map(named),
		...(ones.length > MOST_NAMED ? [`  … and ${ones.length - MOST_NAMED} more`] : []),
	]);
}

function named({ where, seq, detail }: Difference): string {
	return `  ${where}${seq === undefined ? "" : ` at seq ${seq}`}${detail === undefined ? "" : ` (${detail})`}`;
}
