// The rows of all my teams' desks as one list.
import type { DeskRow } from "../../protocol/desk-frames.ts";

export type Tab = "mine" | "unassigned" | "all";
export type Order = "newest" | "longest";

/**
 * One row for each conversation. While a conversation moves from one team to another, two desks may know it: the
 * higher revision is right. Newest first.
 */
export function mergeRows(desks: readonly (readonly DeskRow[])[]): DeskRow[] {
	const newest = new Map<string, DeskRow>();
	for (const row of desks.flat()) {
		const known = newest.get(row.conversationId);
		if (!known || known.revision < row.revision) newest.set(row.conversationId, row);
	}
	return [...newest.values()].sort(newestFirst);
}

export function rowsIn(rows: readonly DeskRow[], tab: Tab, me: string): DeskRow[] {
	if (tab === "all") return [...rows];
	return rows.filter((row) => (tab === "mine" ? row.assignee?.id === me : row.assignee === null));
}

/** Urgent ones first, then high ones. Within: newest first, or who waits longest, then those who do not wait, newest first. */
export function inOrder(rows: readonly DeskRow[], order: Order): DeskRow[] {
	const within = order === "newest" ? newestFirst : longestWaitFirst;
	return [...rows].sort((a, b) => rankOf(a) - rankOf(b) || within(a, b));
}

function rankOf({ priority }: DeskRow): number {
	return priority === "urgent" ? 0 : priority === "high" ? 1 : 2;
}

/** How many customers in these rows wait for an answer. */
export function waitingIn(rows: readonly DeskRow[]): number {
	return rows.filter((row) => row.waitingSince !== null).length;
}

function newestFirst(a: DeskRow, b: DeskRow): number {
	return b.lastAt.localeCompare(a.lastAt) || a.conversationId.localeCompare(b.conversationId);
}

function longestWaitFirst(a: DeskRow, b: DeskRow): number {
	if (a.waitingSince && b.waitingSince) return a.waitingSince.localeCompare(b.waitingSince);
	if (a.waitingSince || b.waitingSince) return a.waitingSince ? -1 : 1;
	return newestFirst(a, b);
}

/** A name for a customer who may have none yet: `Visitor 4f2a`, by the end of their id, so that two can be told apart. */
export function nameOf(customer: {
	id: string;
	name?: string | null | undefined;
	email?: string | null | undefined;
}): string {
	return customer.name || customer.email || `Visitor ${customer.id.slice(-4)}`;
}
