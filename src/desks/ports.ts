// What a desk needs from beside it: worker.ts wires it, tests hand in their own.
import type { DeskAddress } from "../conversations/ports.ts";
import type { Alert } from "../protocol/desk-frames.ts";
import type { ConversationId, UserId } from "../protocol/ids.ts";

export interface DeskPorts {
	/** Visitors read "somebody is there" from KV. */
	publishPresence(desk: DeskAddress, there: boolean): Promise<void>;
	/** Postgres keeps who acknowledged them, and on whose desk they ring. */
	recordAlerts(desk: DeskAddress, alerts: readonly Alert[]): Promise<void>;
	/** Raises an alert on the desk of another team, where its conversation is as of that revision. Once, however often. */
	handOver(desk: DeskAddress, alert: Alert, asOf: number): Promise<void>;
	/** Who leads this team. */
	leadsOf(desk: DeskAddress): Promise<UserId[]>;
	/** Closes this agent's sockets on a conversation. */
	dismissFrom(desk: DeskAddress, conversation: ConversationId, agent: UserId): Promise<void>;
	now(): number;
}
