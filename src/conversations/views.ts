// Views: what a reader is shown of a conversation, for agents in seqs, for visitors in publicSeqs.

import { instantOf } from "../platform/world.ts";
import type { ConversationState, Presence } from "../protocol/conversation-frames.ts";
import { OPENING_ENTRIES, PAGE_ENTRIES } from "../protocol/limits.ts";
import type { Claims } from "../workspaces/tokens.ts";
import type { ConversationLog } from "./log.ts";
import { publicFace } from "./rules.ts";
import type { Head, State } from "./state.ts";
import type { Page } from "./storage.ts";

export function stateFace(state: State, head: Head): ConversationState {
	const { id, inboxId, teamId, status, assignee, customer, guard } = state;
	const rulesHeld = guard.held > 0 && { rulesHeld: guard.held };
	return { id, inboxId, teamId, status, assignee, customer, ...marks(state), ...rulesHeld, revision: head.seq };
}

/** What is as it usually is stays unsaid. */
export function marks({
	priority,
	tags,
}: Pick<State, "priority" | "tags">): Pick<ConversationState, "priority" | "tags"> {
	return { ...(priority !== "normal" && { priority }), ...(tags.length > 0 && { tags }) };
}

/** With a cursor, what came after it; without one, the newest entries. */
export function welcomeFrame(
	log: ConversationLog,
	presence: Presence,
	reader: Claims["kind"],
	after: number | undefined,
	nowMs: number,
): string {
	const visitor = reader === "visitor";
	const page =
		after === undefined
			? log.before(log.head.seq + 1, OPENING_ENTRIES, visitor)
			: log.after(visitor ? log.seqOfPublic(after) : after, PAGE_ENTRIES, visitor);
	const reads = log.state?.reads ?? { visitor: 0, agent: 0 };
	const common = { ...faces(page, reader), at: instantOf(nowMs) };
	if (visitor) {
		return JSON.stringify({
			type: "welcome",
			...(log.state && { status: log.state.status }),
			...common,
			reads: { visitor: log.publicSeqAt(reads.visitor), agent: log.publicSeqAt(reads.agent) },
			presence,
		});
	}
	if (!log.state) throw new Error("agents are welcomed to conversations that are there");
	return JSON.stringify({ type: "welcome", conversation: stateFace(log.state, log.head), ...common, reads, presence });
}

export function pageFrame(page: Page, reader: Claims["kind"]): string {
	return JSON.stringify({ type: "entries", ...faces(page, reader) });
}

function faces(page: Page, reader: Claims["kind"]): object {
	const { entries, hasBefore, hasAfter } = page;
	return {
		entries: reader === "visitor" ? entries.flatMap((entry) => publicFace(entry) ?? []) : entries,
		hasBefore,
		hasAfter,
	};
}
