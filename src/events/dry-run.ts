// The dry run: what a rule would have done over the newest stored events. Reads, and does nothing.
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { events } from "../db/schema/event.ts";
import type { BusinessEvent, BusinessEventKind } from "../protocol/business-event.ts";
import type { DryRun, RuleSettings } from "../protocol/rules.ts";
import type { Tenant } from "../workspaces/access.ts";
import { fires } from "./rules.ts";

/** Issue 5: "over the last 1,000 stored events". Of facts of 4 KB each at most (protocol/business-event.ts). */
const LOOK_AT = 1_000;
const SHOWN = 20;

/** Judges stored events by the facts that the consumer judged them by, as if the rule were on. */
export async function tryRule(db: Tenant, settings: RuleSettings): Promise<DryRun> {
	const rows = await db.query((query) =>
		query
			.select({
				id: events.id,
				receivedAt: events.receivedAt,
				conversationId: events.conversationId,
				connectionId: events.connectionId,
				kind: sql<BusinessEventKind>`${events.event} ->> 'kind'`,
				reference: sql<string>`${events.event} ->> 'reference'`,
				summary: sql<string>`${events.event} ->> 'summary'`,
				objectType: sql<string>`${events.event} ->> 'objectType'`,
				objectId: sql<string>`${events.event} ->> 'objectId'`,
				facts: sql<BusinessEvent["facts"]>`${events.event} -> 'facts'`,
			})
			.from(events)
			// One that a sweep had told before is another row's event: no rule fires for it.
			.where(and(eq(events.workspaceId, db.workspaceId), isNull(events.sameAs)))
			.orderBy(desc(events.receivedAt), desc(events.id))
			.limit(LOOK_AT),
	);
	const fired = rows.filter((row) => fires(settings, row));
	const objects = new Set(fired.map((row) => JSON.stringify([row.connectionId, row.objectType, row.objectId])));
	return {
		looked: rows.length,
		fired: fired.length,
		inConversation: fired.filter(({ conversationId }) => conversationId !== null).length,
		objects: objects.size,
		newest: fired.slice(0, SHOWN).map(({ id, kind, reference, summary, receivedAt, conversationId }) => ({
			id,
			kind,
			reference,
			summary,
			receivedAt: receivedAt.toISOString(),
			inConversation: conversationId !== null,
		})),
	};
}
