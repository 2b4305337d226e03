// Which event sends a rule's message: the first that comes, for the customer or the business object that it is keyed by.
import { and, eq, inArray } from "drizzle-orm";
import { ruleMessages } from "../db/schema/event.ts";
import { eventId, type RuleId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

/** Ids of those that are this event's to send: its own of an earlier delivery too, as that may have failed half way. */
export async function claimMessages(
	db: Tenant,
	event: string,
	wished: readonly { id: string; ruleId: RuleId }[],
): Promise<ReadonlySet<string>> {
	if (wished.length === 0) return new Set();
	const by = eventId.parse(event);
	const { workspaceId } = db;
	// In the order of their ids, so that two events wait for each other and do not lock each other out.
	const rows = wished
		.toSorted((a, b) => (a.id < b.id ? -1 : 1))
		.map(({ id, ruleId }) => ({ workspaceId, id, ruleId, eventId: by }));
	const ids = rows.map(({ id }) => id);
	const [, mine] = await db.batch((query) => [
		query.insert(ruleMessages).values(rows).onConflictDoNothing(),
		query
			.select({ id: ruleMessages.id })
			.from(ruleMessages)
			.where(
				and(eq(ruleMessages.workspaceId, workspaceId), inArray(ruleMessages.id, ids), eq(ruleMessages.eventId, by)),
			),
	]);
	return new Set(mine.map(({ id }) => id));
}
