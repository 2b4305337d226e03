// Topics that a connector has no words for: their webhooks are kept as kind `other`, and counted here, so that somebody
// sees what a system tells in vain.
import { desc, eq, type SQL, sql } from "drizzle-orm";
import { unknownTopics } from "../db/schema/event.ts";
import type { ConnectionHealth } from "../protocol/connections.ts";
import type { ConnectionId, WorkspaceId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

/** A system has dozens of topics. More come of one that makes them up, and are counted together. */
export const MOST_TOPICS = 100;
export const FURTHER_TOPICS = "further topics";

export interface UnknownTopic {
	workspaceId: WorkspaceId;
	connectionId: ConnectionId;
	topic: string;
	at: Date;
}

/**
 * Adds one, where `once` (a common table's name, in the same statement) has a row: the count goes with what makes it
 * count, so that a redelivery adds nothing.
 */
export function countTopic({ workspaceId, connectionId, topic, at }: UnknownTopic, once: SQL): SQL {
	const own = sql`${unknownTopics} known where known.connection_id = ${connectionId}`;
	const counted = sql`case when exists (select 1 from ${own} and known.topic = ${topic})
		or (select count(*) from ${own}) < ${MOST_TOPICS} then ${topic} else ${FURTHER_TOPICS} end`;
	return sql`insert into ${unknownTopics} (workspace_id, connection_id, topic, count, first_at, last_at)
		select ${workspaceId}, ${connectionId}, ${counted}, 1, ${at.toISOString()}::timestamptz, ${at.toISOString()}::timestamptz from ${once}
		on conflict (connection_id, topic) do update
		set count = ${unknownTopics}.count + 1, last_at = greatest(${unknownTopics}.last_at, excluded.last_at)`;
}

/** Of all the workspace's connections, by connection, the newest first: at most 101 each. */
export async function unknownTopicsOf(db: Tenant): Promise<Map<ConnectionId, ConnectionHealth["unknownTopics"]>> {
	const rows = await db.query((query) =>
		query
			.select()
			.from(unknownTopics)
			.where(eq(unknownTopics.workspaceId, db.workspaceId))
			.orderBy(desc(unknownTopics.lastAt), unknownTopics.topic),
	);
	const byConnection = new Map<ConnectionId, ConnectionHealth["unknownTopics"]>();
	for (const { connectionId, topic, count, lastAt } of rows) {
		const known = byConnection.get(connectionId) ?? [];
		known.push({ topic, count, lastAt: lastAt.toISOString() });
		byConnection.set(connectionId, known);
	}
	return byConnection;
}
