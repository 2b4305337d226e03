// The desk, once it has had time, shows what the conversation is: an open one at its last revision, a resolved one not at all.
import { type History, outcomeOf } from "../history.ts";

export function desk({ desk: row, final }: History): string[] {
	// Not asked for, or beyond the rows that a desk shows.
	if (row === undefined) return [];
	const { revision, status, assigneeId } = outcomeOf(final.agent);
	if (row === null) return status === "open" ? [`the desk does not show it, and it is open at ${revision}`] : [];
	if (status !== "open") return [`the desk shows it at ${row.revision}, and it is ${status} at ${revision}`];
	return row.revision === revision && row.status === status && row.assigneeId === assigneeId
		? []
		: [`the desk shows ${JSON.stringify(row)}, it is ${JSON.stringify({ revision, status, assigneeId })}`];
}
