// What the list shows, line by line: days, messages in groups, changes of status, what is on its way.
import type { ConversationView } from "../../client/conversation.ts";
import type { Pending } from "../../client/outbox.ts";
import type { PublicEntry } from "../../protocol/entry.ts";
import { isSameDay } from "./days.ts";

export type Row =
	| { kind: "day"; key: string; at: string }
	| { kind: "status"; key: string; status: "open" | "resolved" }
	| MessageRow;

export interface MessageRow {
	kind: "message";
	/** Stays the same when a pending message becomes an entry, so that nothing blinks. */
	key: string;
	isMine: boolean;
	name: string | undefined;
	text: string;
	/** When it was stored, as an ISO instant; absent while it is on its way. */
	at?: string;
	startsGroup: boolean;
	endsGroup: boolean;
	/** Shown under the newest of one's own messages, and under each that is on its way or failed. */
	state?: "sending" | "sent" | "read" | "failed";
	pending?: Pending;
}

/** Messages of one author stay one group for this long. */
const GROUP_MS = 5 * 60_000;

/** `limit`: how many of the newest entries are shown at most. */
export function rowsOf(
	view: Pick<ConversationView<PublicEntry>, "entries" | "pending" | "reads">,
	limit: number,
): Row[] {
	const rows: Row[] = [];
	let previousAt: Date | undefined;
	for (const entry of view.entries.slice(-limit)) {
		const at = new Date(entry.at);
		if (previousAt === undefined || !isSameDay(previousAt, at)) {
			rows.push({ kind: "day", key: `day ${at.toDateString()}`, at: entry.at });
		}
		previousAt = at;
		const row = rowOf(entry);
		if (row !== undefined) rows.push(row);
	}
	for (const pending of view.pending) rows.push(pendingRow(pending));
	group(rows);
	markNewest(rows, view);
	return rows;
}

function rowOf({ seq, at, author, clientId, content }: PublicEntry): Row | undefined {
	if (content.kind === "status") return { kind: "status", key: `status ${seq}`, status: content.status };
	// Kinds that only newer versions know take their place in the order, and no room on the screen.
	if (content.kind !== "message") return undefined;
	const isMine = author.kind === "visitor";
	const key = isMine && clientId !== undefined ? clientId : `entry ${seq}`;
	return {
		kind: "message",
		key,
		isMine,
		name: author.name,
		text: content.text,
		at,
		startsGroup: true,
		endsGroup: true,
	};
}

function pendingRow(pending: Pending): MessageRow {
	const { clientId: key, text, state } = pending;
	return {
		kind: "message",
		key,
		isMine: true,
		name: undefined,
		text,
		startsGroup: true,
		endsGroup: true,
		state,
		pending,
	};
}

function group(rows: readonly Row[]): void {
	rows.forEach((row, index) => {
		const previous = rows[index - 1];
		if (row.kind !== "message" || previous?.kind !== "message" || !areTogether(previous, row)) return;
		row.startsGroup = false;
		previous.endsGroup = false;
	});
}

function areTogether(one: MessageRow, next: MessageRow): boolean {
	if (one.isMine !== next.isMine || one.name !== next.name) return false;
	// Each that failed says so for itself, and what is under way has not met its neighbours yet.
	if (one.pending !== undefined || next.pending !== undefined) return false;
	return Date.parse(next.at ?? "") - Date.parse(one.at ?? "") < GROUP_MS;
}

function markNewest(
	rows: readonly Row[],
	{ entries, reads }: Pick<ConversationView<PublicEntry>, "entries" | "reads">,
): void {
	const newest = rows.filter((row) => row.kind === "message" && row.isMine && row.pending === undefined).pop();
	const seq = lastSeq(entries, (entry) => entry.author.kind === "visitor" && entry.content.kind === "message");
	if (newest?.kind === "message") newest.state = seq <= reads.agent ? "read" : "sent";
}

/** Messages from the other side that the visitor has not seen yet. */
export function unreadIn({ entries, reads }: Pick<ConversationView<PublicEntry>, "entries" | "reads">): number {
	let count = 0;
	for (const { seq, author, content } of entries) {
		if (seq > reads.visitor && author.kind !== "visitor" && content.kind === "message") count += 1;
	}
	return count;
}

function lastSeq(entries: readonly PublicEntry[], fits: (entry: PublicEntry) => boolean): number {
	let seq = 0;
	for (const entry of entries) if (fits(entry)) seq = entry.seq;
	return seq;
}
