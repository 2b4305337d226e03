// Stored events as lists, a page at a time.
import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import { recordsOf } from "../customers/person.ts";
import { events } from "../db/schema/event.ts";
import { beyond, paged } from "../platform/cursor.ts";
import type { StoredEvent } from "../protocol/http.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

export async function listEvents(
	db: Tenant,
	filter: {
		/** With all records of this one's person. */
		customerId?: CustomerId | undefined;
		/** Only what came before this instant. */
		before?: string | undefined;
		cursor?: string | undefined;
		limit: number;
	},
): Promise<{ data: StoredEvent[]; next: string | null }> {
	const rows = await db.query((query) =>
		query
			.select()
			.from(events)
			.where(
				and(
					eq(events.workspaceId, db.workspaceId),
					isNull(events.sameAs),
					filter.customerId && sql`${events.customerId} = any(${recordsOf(filter.customerId)})`,
					filter.before ? lt(events.receivedAt, new Date(filter.before)) : undefined,
					beyond(filter.cursor, events.receivedAt, events.id),
				),
			)
			.orderBy(desc(events.receivedAt), desc(events.id))
			.limit(filter.limit + 1),
	);
	const page = paged(rows, filter.limit, (row) => ({ at: row.receivedAt, id: row.id }));
	return {
		data: page.rows.map((row) => ({
			id: row.id,
			state: row.state,
			event: row.event,
			customerId: row.customerId,
			receivedAt: row.receivedAt.toISOString(),
			appliedAt: row.appliedAt?.toISOString() ?? null,
		})),
		next: page.next,
	};
}
