// The body of a history message: entries of one conversation, with all that their parent rows need.
import { z } from "zod";
import { customerState } from "../protocol/conversation-frames.ts";
import { conversationStatus, instant, seq } from "../protocol/entry.ts";
import { conversationId, inboxId, teamId, userId, workspaceId } from "../protocol/ids.ts";
import { jurisdiction } from "../protocol/jurisdiction.ts";

export const historyBatch = z.object({
	version: z.literal(2),
	workspaceId,
	jurisdiction,
	conversation: z.object({
		id: conversationId,
		inboxId,
		teamId,
		assigneeId: userId.nullable(),
		status: conversationStatus,
		preview: z.string().nullable(),
		revision: seq,
		createdAt: instant,
		lastAt: instant,
	}),
	customer: customerState,
	from: seq,
	to: seq,
	/** A JSON array of entries, as the object keeps them: parsed once, by Postgres, which types each column. */
	entries: z.string().startsWith("[{").endsWith("}]"),
});
export type HistoryBatch = z.infer<typeof historyBatch>;
