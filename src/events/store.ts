// Events in Postgres: received, then applied; beside them the newest state of each business object.
import { and, desc, eq, lt, sql } from "drizzle-orm";
import { countTopic, type UnknownTopic } from "../connections/unknown-topics.ts";
import type { Translated } from "../connectors/connector.ts";
import { conversations } from "../db/schema/conversation.ts";
import { businessObjects, events, rules } from "../db/schema/event.ts";
import { beyond, paged } from "../platform/cursor.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { RuleSettings, StoredEvent } from "../protocol/http.ts";
import type { ConversationId, CustomerId, EventId, RuleId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

export interface Received {
	/** Whether all effects of an earlier delivery are done. */
	applied: boolean;
	rules: { id: RuleId; settings: RuleSettings }[];
	/** As the first delivery found them: whose event it is, and that customer's newest open conversation. */
	customerId: CustomerId | null;
	conversationId: ConversationId | null;
}

/** Keeps the event and, unless a newer one is known, the object's state; brings what the effects need. One transaction. */
export async function receive(
	db: Tenant,
	id: EventId,
	event: BusinessEvent,
	translated: Translated,
	customerId: CustomerId | null,
	receivedAt: Date,
): Promise<Received> {
	const object = {
		workspaceId: db.workspaceId,
		connectionId: event.connectionId,
		objectType: event.objectType,
		objectId: event.objectId,
		reference: event.reference,
		version: new Date(translated.version),
		item: translated.item ?? null,
		summary: event.summary,
		customerId,
	};
	const [, , [kept], ruleRows] = await db.batch((query) => [
		query
			.insert(events)
			.values({
				workspaceId: db.workspaceId,
				id,
				connectionId: event.connectionId,
				state: "received",
				event,
				customerId,
				conversationId: sql`(${query
					.select({ id: conversations.id })
					.from(conversations)
					.where(
						and(
							eq(conversations.workspaceId, db.workspaceId),
							eq(conversations.customerId, customerId ?? NOBODY),
							eq(conversations.status, "open"),
						),
					)
					.orderBy(desc(conversations.lastAt))
					.limit(1)})`,
				receivedAt,
			})
			.onConflictDoNothing(),
		query
			.insert(businessObjects)
			.values(object)
			.onConflictDoUpdate({
				target: [businessObjects.connectionId, businessObjects.objectType, businessObjects.objectId],
				set: {
					version: object.version,
					item: object.item,
					summary: object.summary,
					reference: object.reference,
					customerId: sql`coalesce(excluded.customer_id, ${businessObjects.customerId})`,
				},
				setWhere: lt(businessObjects.version, object.version),
			}),
		query
			.select({ state: events.state, customerId: events.customerId, conversationId: events.conversationId })
			.from(events)
			.where(and(eq(events.workspaceId, db.workspaceId), eq(events.id, id))),
		query
			.select({ id: rules.id, settings: rules.settings })
			.from(rules)
			.where(and(eq(rules.workspaceId, db.workspaceId), eq(rules.enabled, true))),
	]);
	if (!kept) throw new Error("an event that was stored comes back");
	const { state, ...decided } = kept;
	return { applied: state === "applied", rules: ruleRows, ...decided };
}

/** No customer's id: a condition that holds for none. */
const NOBODY = "" as CustomerId;

/** `unknown`: its topic, where the connector has no words for it: counted with the mark, and so once. */
export async function markApplied(db: Tenant, id: EventId, unknown?: Omit<UnknownTopic, "workspaceId">): Promise<void> {
	if (unknown) return markUnknown(db, id, { ...unknown, workspaceId: db.workspaceId });
	await db.query((query) =>
		query
			.update(events)
			.set({ state: "applied", appliedAt: new Date() })
			.where(and(eq(events.id, id), eq(events.state, "received"))),
	);
}

async function markUnknown(db: Tenant, id: EventId, topic: UnknownTopic): Promise<void> {
	const once = sql`marked`;
	await db.query((query) =>
		query.execute(sql`with marked as (
			update ${events} set state = 'applied', applied_at = now()
			where workspace_id = ${db.workspaceId} and id = ${id} and state = 'received' returning 1
		) ${countTopic(topic, once)}`),
	);
}

export async function listEvents(
	db: Tenant,
	filter: { customerId?: CustomerId | undefined; cursor?: string | undefined; limit: number },
): Promise<{ data: StoredEvent[]; next: string | null }> {
	const rows = await db.query((query) =>
		query
			.select()
			.from(events)
			.where(
				and(
					eq(events.workspaceId, db.workspaceId),
					filter.customerId && eq(events.customerId, filter.customerId),
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
