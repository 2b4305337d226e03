// What a conversation needs from the rooms above and beside it: worker.ts wires it, tests hand in their own.

import type { RateOf } from "../platform/rate.ts";
import type { DeskRow } from "../protocol/desk-frames.ts";
import type { ConversationId, TeamId, UserId, WorkspaceId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";
import type { HistoryBatch } from "./history-batch.ts";

/** Which desk: a team of a workspace, in its jurisdiction. */
export interface DeskAddress {
	workspaceId: WorkspaceId;
	jurisdiction: Jurisdiction;
	teamId: TeamId;
}

export interface ConversationPorts {
	/** Shows the row; the desk ignores it where it knows a higher revision. */
	showOnDesk(desk: DeskAddress, row: DeskRow): Promise<void>;
	/** The conversation is no longer this desk's but that of `to`: alerts about it follow. */
	leaveDesk(
		desk: DeskAddress,
		conversation: ConversationId,
		revision: number,
		to: { teamId: TeamId; assigneeId: UserId | null },
	): Promise<void>;
	/**
	 * An agent has opened the conversation, by a ticket of that time (Unix seconds): if they are removed, their socket must
	 * close. True where they have been removed since.
	 */
	noteViewer(desk: DeskAddress, conversation: ConversationId, agent: UserId, issuedAtS: number): Promise<boolean>;
	sendHistory(batch: HistoryBatch): Promise<void>;
	now(): number;
	/** What one socket may send, and what one visitor may write (protocol/limits.ts). */
	rates: { frames: RateOf; visitor: RateOf };
}
