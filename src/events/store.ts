// Events in Postgres: received, then applied; beside them the newest state of each business object.
import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm";
import { countTopic, type UnknownTopic } from "../connections/unknown-topics.ts";
import type { Translated } from "../connectors/connector.ts";
import { recordsOf } from "../customers/person.ts";
import type { Database } from "../db/client.ts";
import { conversations } from "../db/schema/conversation.ts";
import { businessObjects, events, rules } from "../db/schema/event.ts";
import { beyond, paged } from "../platform/cursor.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { StoredEvent } from "../protocol/http.ts";
import type { ConversationId, CustomerId, EventId, RuleId } from "../protocol/ids.ts";
import type { RuleSettings } from "../protocol/rules.ts";
import type { Tenant } from "../workspaces/access.ts";
import type { Delivery } from "./delivery.ts";
import { learned, linkIn } from "./learned.ts";

export interface Received {
	/** Whether all effects of an earlier delivery are done. */
	applied: boolean;
	/** As the first delivery had it: what was known about its customer then is what rules judge by. */
	event: BusinessEvent;
	/** In the order in which they were made. */
	rules: { id: RuleId; settings: RuleSettings }[];
	/** As the first delivery found them: whose event it is, and that customer's newest open conversation. */
	customerId: CustomerId | null;
	conversationId: ConversationId | null;
}

/**
 * Keeps the event and, unless a newer one is known, the object's state; brings what the effects need. One transaction,
 * which holds the object's row from its first statement on: of a sweep and a webhook that tell the same at once, the
 * second sees what the first has stored. `found`: undefined where the state is known or says nothing new. `twin`: the id
 * by which a sweep would have told of it; where one has, the event is kept, and its effects are that one's.
 */
export async function receive(
	db: Tenant,
	id: EventId,
	event: BusinessEvent,
	translated: Translated,
	person: { id: CustomerId; byKey: boolean } | undefined,
	receivedAt: Date,
	{ found, test, twin }: Pick<Delivery, "found" | "test"> & { twin?: EventId | undefined } = {},
): Promise<Received | undefined> {
	const customerId = person?.id ?? null;
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
		ownerId: translated.customer.externalId ?? null,
		statedBy: id,
	};
	const [, , [kept], ruleRows] = await db.batch((query) => [
		test
			? query.execute(NOTHING)
			: query
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
							ownerId: sql`coalesce(excluded.owner_id, ${businessObjects.ownerId})`,
							statedBy: found && event.kind.endsWith(".updated") ? UNLESS_THE_SAME : id,
						},
						setWhere: lt(businessObjects.version, object.version),
					}),
		insertEvent(
			{ workspaceId: db.workspaceId, id, event, customerId, receivedAt },
			sql`(${query
				.select({ id: conversations.id })
				.from(conversations)
				.where(
					and(
						eq(conversations.workspaceId, db.workspaceId),
						sql`${conversations.customerId} = any(${recordsOf(customerId ?? NOBODY)})`,
						eq(conversations.status, "open"),
					),
				)
				.orderBy(desc(conversations.lastAt))
				.limit(1)})`,
			{ found, twin },
			query,
		),
		query
			.select({
				state: events.state,
				event: events.event,
				customerId: events.customerId,
				conversationId: events.conversationId,
			})
			.from(events)
			.where(and(eq(events.workspaceId, db.workspaceId), eq(events.id, id))),
		query
			.select({ id: rules.id, settings: rules.settings })
			.from(rules)
			.where(and(eq(rules.workspaceId, db.workspaceId), eq(rules.enabled, true)))
			.orderBy(rules.createdAt, rules.id),
		...(test ? [] : learned(query, object, translated, linkIn(object, translated, person))),
	]);
	if (!kept && found) return undefined;
	if (!kept) throw new Error("an event that was stored comes back");
	const { state, ...decided } = kept;
	return { applied: state === "applied", rules: ruleRows, ...decided };
}

const NOTHING = sql`select 1`;
/** A newer time of change with all the card's lines as they were: a sweep has nothing to tell of it. */
const UNLESS_THE_SAME = sql`case when ${businessObjects.item} = excluded.item then null else excluded.stated_by end`;

/** A webhook's event always, as no event of its own where a sweep was first; a sweep's only where it brought the state. */
function insertEvent(
	{
		workspaceId,
		id,
		event,
		customerId,
		receivedAt,
	}: Pick<typeof events.$inferInsert, "workspaceId" | "id" | "event" | "customerId" | "receivedAt">,
	conversationId: SQL,
	{ found, twin }: Pick<Delivery, "found"> & { twin?: EventId | undefined },
	query: Database,
) {
	const row = { workspaceId, id, connectionId: event.connectionId, event, customerId, conversationId, receivedAt };
	if (!found) {
		const same = twin
			? sql`(select told.id from ${events} told where told.workspace_id = ${workspaceId} and told.id = ${twin})`
			: sql`null`;
		return query
			.insert(events)
			.values({
				...row,
				state: twin ? sql`case when ${same} is null then 'received' else 'applied' end` : "received",
				appliedAt: twin ? sql`case when ${same} is null then null else now() end` : null,
				sameAs: same,
			})
			.onConflictDoNothing();
	}
	return query.execute(sql`insert into ${events}
		(workspace_id, id, connection_id, state, event, customer_id, conversation_id, received_at)
		select ${workspaceId}, ${id}, ${event.connectionId}, 'received', ${JSON.stringify(event)}::jsonb, ${customerId ?? null}::text,
			${conversationId}, ${receivedAt.toISOString()}::timestamptz
		from ${businessObjects} where workspace_id = ${workspaceId} and connection_id = ${event.connectionId}
			and object_type = ${event.objectType} and object_id = ${event.objectId} and stated_by = ${id}
		on conflict do nothing`);
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
