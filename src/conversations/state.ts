// What a conversation is, beside its entries. Versioned: objects sleep through releases.
import { z } from "zod";
import { customerState } from "../protocol/conversation-frames.ts";
import { author, conversationStatus, personName, priority, seq, tag } from "../protocol/entry.ts";
import { clientId, conversationId, inboxId, teamId, userId, workspaceId } from "../protocol/ids.ts";
import { jurisdiction } from "../protocol/jurisdiction.ts";

const laterMessage = z.object({ author, clientId, text: z.string(), dueMs: z.number() });
export type LaterMessage = z.infer<typeof laterMessage>;

export const state = z.object({
	version: z.literal(1),
	id: conversationId,
	workspaceId,
	jurisdiction,
	inboxId,
	teamId,
	status: conversationStatus,
	/** Absent in states of the first release, as are those with a default below. */
	priority: priority.default("normal"),
	tags: z.array(tag).default([]),
	assignee: z.object({ id: userId, name: personName }).nullable(),
	customer: customerState,
	/** The law had this customer forgotten: what a token of before says about them is not taken up again. */
	erased: z.literal(true).optional(),
	createdAt: z.iso.datetime(),
	/** Teams whose desks still have to be told that the conversation has left them. */
	leaving: z.array(teamId).default([]),
	/** Entries up to here are in Postgres, as Postgres's consumer has confirmed. */
	confirmed: seq,
	/** How far each side has read, in seqs (not public ones). Kept in memory, and written at most every five seconds. */
	reads: z.object({ visitor: seq, agent: seq }),
	/** What rules have done since `sinceMs`, and how much was held back: rule-effects.ts. */
	guard: z
		.object({ sinceMs: z.number(), done: z.number(), held: z.number() })
		.default({ sinceMs: 0, done: 0, held: 0 }),
	/** Messages of rules that wait for the end of quiet hours, in the order in which they came. */
	later: z.array(laterMessage).default([]),
});
export type State = z.infer<typeof state>;

/** Where the log ends. `at` is in milliseconds since 1970. */
export interface Head {
	seq: number;
	publicSeq: number;
	at: number;
}

export const EMPTY: Head = { seq: 0, publicSeq: 0, at: 0 };
