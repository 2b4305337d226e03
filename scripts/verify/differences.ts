// What a conversation's object says against what Postgres holds of it. Pure.
import type { ConversationState } from "../../src/protocol/conversation-frames.ts";
import type { Entry } from "../../src/protocol/entry.ts";

/** What is wrong; `advice.ts` says of each what to do. */
export type Fault =
	| "gap_in_object"
	| "twice_in_object"
	| "fewer_than_listed"
	| "not_in_object"
	| "not_in_postgres"
	| "only_in_postgres"
	| "different"
	| "row_different"
	| "only_on_desk";

export interface Difference {
	/** A conversation's id; a team's, where all that is known is its desk. */
	where: string;
	seq?: number;
	what: Fault;
	/** Which columns, or how many. */
	detail?: string;
}

/** A conversation's row, as far as its object's state says what it has to be. */
export type Row = Pick<ConversationState, "inboxId" | "teamId" | "status" | "revision"> & {
	customerId: string;
	assigneeId: string | null;
};

export interface Own {
	/** Absent for a conversation that is not there. */
	state?: ConversationState;
	entries: readonly Entry[];
}

export interface Stored {
	row?: Row;
	entries: readonly Entry[];
}

export interface Due {
	/** What comes after this seq is still on its way to Postgres: in a busy conversation there is always something. */
	to: number;
	/** So many entries were acknowledged to whoever listed the conversation. */
	atLeast: number;
}

/** `stored` has been read before `own`, so that nothing can be in Postgres alone by being new. */
export function differences(where: string, own: Own, stored: Stored, due: Due): Difference[] {
	const { state, entries } = own;
	if (state === undefined || entries.length === 0) return [{ where, what: "not_in_object" }];
	const found = [...numberFaults(where, entries), ...entryFaults(where, entries, stored.entries, due.to)];
	if (entries.length < due.atLeast)
		found.push({ where, what: "fewer_than_listed", detail: `${entries.length} of ${due.atLeast}` });
	const columns = rowFaults(state, stored.row, due.to);
	if (columns.length > 0) found.push({ where, what: "row_different", detail: columns.join(", ") });
	return found;
}

/** Gaps in either number, and client ids that became more than one command's entries. */
function numberFaults(where: string, entries: readonly Entry[]): Difference[] {
	const found: Difference[] = [];
	const lastOf = new Map<string, Entry>();
	let publicSeq = 0;
	entries.forEach((entry, i) => {
		const { kind } = entry.content;
		if (kind === "message" || kind === "status") publicSeq += 1;
		if (entry.seq !== i + 1 || entry.publicSeq !== publicSeq) found.push({ where, seq: i + 1, what: "gap_in_object" });
		const sender = `${entry.author.kind} ${entry.author.id} ${entry.clientId}`;
		const earlier = lastOf.get(sender);
		// A command may make a message and, right behind it, the status that follows from it.
		const isOneCommand = earlier?.seq === entry.seq - 1 && earlier.content.kind !== kind;
		if (earlier && !isOneCommand) found.push({ where, seq: entry.seq, what: "twice_in_object" });
		lastOf.set(sender, entry);
	});
	return found;
}

function entryFaults(where: string, own: readonly Entry[], stored: readonly Entry[], dueTo: number): Difference[] {
	const found: Difference[] = [];
	const bySeq = new Map(stored.map((entry) => [entry.seq, entry]));
	for (const entry of own) {
		const kept = bySeq.get(entry.seq);
		bySeq.delete(entry.seq);
		if (kept === undefined) {
			if (entry.seq <= dueTo) found.push({ where, seq: entry.seq, what: "not_in_postgres" });
		} else if (canonical(kept) !== canonical(entry)) found.push({ where, seq: entry.seq, what: "different" });
	}
	for (const seq of bySeq.keys()) found.push({ where, seq, what: "only_in_postgres" });
	return found;
}

/** The columns that are wrong. A row of an earlier revision has the values of then, which nobody knows any more. */
function rowFaults(state: ConversationState, kept: Row | undefined, dueTo: number): string[] {
	if (kept === undefined) return ["it is missing"];
	if (kept.revision < Math.min(dueTo, state.revision) || kept.revision > state.revision) return ["revision"];
	if (kept.revision < state.revision) return [];
	const { inboxId, teamId, status, revision, customer, assignee } = state;
	const due: Row = { inboxId, teamId, status, revision, customerId: customer.id, assigneeId: assignee?.id ?? null };
	const there = new Map<string, unknown>(Object.entries(kept));
	return Object.entries(due).flatMap(([column, value]) => (there.get(column) === value ? [] : [column]));
}

/** JSON with sorted keys: jsonb keeps no order. */
export function canonical(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		typeof inner === "object" && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
}
