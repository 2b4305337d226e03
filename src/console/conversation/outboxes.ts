// Where an agent's unacknowledged messages wait, so that a reload loses none.
import type { Outbox } from "../../client/outbox.ts";
import { IndexedDbOutbox } from "../../client/outbox-indexed-db.ts";

/** Two people at one browser never share an outbox. */
export function outboxOf(userId: string, conversationId: string): Outbox {
	return new IndexedDbOutbox(`${userId} ${conversationId}`);
}
