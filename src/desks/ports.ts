// What a desk needs from beside it: worker.ts wires it, tests hand in their own.
import type { DeskAddress } from "../conversations/ports.ts";
import type { Alert } from "../protocol/desk-frames.ts";
import type { ConversationId, UserId } from "../protocol/ids.ts";

export interface DeskPorts {
	/** Visitors read "somebody is there" from KV. */
	publishPresence(desk: DeskAddress, there: boolean): Promise<void>;
	/** Postgres keeps who acknowledged them. */
	recordAlerts(desk: DeskAddress, alerts: readonly Alert[]): Promise<void>;
	/** Closes this agent's sockets on a conversation. */
	dismissFrom(desk: DeskAddress, conversation: ConversationId, agent: UserId): Promise<void>;
	now(): number;
}
