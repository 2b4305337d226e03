// Frames as a server sends them, held against the protocol's own schemas so that no test talks another language.
import type { Entry, PublicEntry } from "../../src/protocol/entry.ts";
import { entry as entrySchema, publicEntry } from "../../src/protocol/entry.ts";

export const AT = "2026-11-23T06:00:00.000Z";
export const CONVERSATION = "cnv_0123456789abcdef0123";
export const INBOX = "ibx_0123456789abcdef0123";
export const TEAM = "tem_0123456789abcdef0123";
export const USER = "usr_0123456789abcdef0123";
export const CUSTOMER = "cus_0123456789abcdef0123";

export function message(
	seq: number,
	more: { text?: string; clientId?: string; by?: "visitor" | "agent" } = {},
): PublicEntry {
	const author = more.by === "agent" ? { kind: "agent", name: "Mia" } : { kind: "visitor" };
	const content = { kind: "message", text: more.text ?? `message ${seq}` };
	return publicEntry.parse({ seq, at: AT, author, content, ...(more.clientId && { clientId: more.clientId }) });
}

export function statusEntry(seq: number, status: "open" | "resolved"): PublicEntry {
	return publicEntry.parse({
		seq,
		at: AT,
		author: { kind: "agent", name: "Mia" },
		content: { kind: "status", status },
	});
}

export function staffEntry(seq: number, text = `note ${seq}`): Entry {
	const author = { kind: "agent", id: USER, name: "Mia" };
	return entrySchema.parse({
		seq,
		publicSeq: 0,
		at: AT,
		author,
		clientId: `staff-${seq}-00`,
		content: { kind: "note", text },
	});
}

export function messages(from: number, to: number): PublicEntry[] {
	return Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
}

export function welcome(entries: readonly object[] = [], more: object = {}): object {
	return {
		type: "welcome",
		entries,
		hasBefore: false,
		hasAfter: false,
		reads: { visitor: 0, agent: 0 },
		presence: { visitor: true, agents: [] },
		at: AT,
		...more,
	};
}

export function conversationState(revision: number, more: object = {}): object {
	return {
		id: CONVERSATION,
		inboxId: INBOX,
		teamId: TEAM,
		status: "open",
		assignee: null,
		customer: { id: CUSTOMER, verified: false },
		revision,
		...more,
	};
}
