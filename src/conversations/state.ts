// What a conversation is, beside its entries. Versioned: objects sleep through releases.
import { z } from "zod";
import { customerState } from "../protocol/conversation-frames.ts";
import { conversationStatus, personName, seq } from "../protocol/entry.ts";
import { conversationId, inboxId, teamId, userId, workspaceId } from "../protocol/ids.ts";
import { jurisdiction } from "../protocol/jurisdiction.ts";

export const state = z.object({
	version: z.literal(1),
	id: conversationId,
	workspaceId,
	jurisdiction,
	inboxId,
	teamId,
	status: conversationStatus,
	assignee: z.object({ id: userId, name: personName }).nullable(),
	customer: customerState,
	createdAt: z.iso.datetime(),
	/** Teams whose desks still have to be told that the conversation has left them. */
	leaving: z.array(teamId).default([]),
	/** Entries up to here are in Postgres, as Postgres's consumer has confirmed. */
	confirmed: seq,
	/** How far each side has read, in seqs (not public ones). Kept in memory, and written at most every five seconds. */
	reads: z.object({ visitor: seq, agent: seq }),
});
export type State = z.infer<typeof state>;

/** Where the log ends. `at` is in milliseconds since 1970. */
export interface Head {
	seq: number;
	publicSeq: number;
	at: number;
}

export const EMPTY: Head = { seq: 0, publicSeq: 0, at: 0 };
