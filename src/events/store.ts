// Events in Postgres: received, then applied; beside them the newest state of each business object. A batch of the queue's
// goes through in one transaction each.
import { and, desc, eq, inArray, lt, type SQL, sql } from "drizzle-orm";
import { countTopic, type UnknownTopic } from "../connections/unknown-topics.ts";
import type { Translated } from "../connectors/connector.ts";
import type { Found } from "../customers/find-persons.ts";
import { recordsOf } from "../customers/person.ts";
import type { Database } from "../db/client.ts";
import { recordset } from "../db/recordset.ts";
import { conversations } from "../db/schema/conversation.ts";
import { businessObjects, events, rules } from "../db/schema/event.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { ConversationId, CustomerId, EventId, RuleId } from "../protocol/ids.ts";
import type { RuleSettings } from "../protocol/rules.ts";
import type { Tenant } from "../workspaces/access.ts";
import type { Delivery } from "./delivery.ts";
import { learned } from "./learned.ts";

export interface Arrival extends Pick<Delivery, "found" | "test" | "receivedAt"> {
	id: EventId;
	event: BusinessEvent;
	translated: Translated;
	person: Pick<Found, "id" | "byKey"> | undefined;
	/** The id by which a sweep would have told of it; where one has, the event is kept, and its effects are that one's. */
	twin: EventId | undefined;
}

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
 * Keeps events of different objects and, unless a newer one is known, their objects' states; brings what the effects need,
 * in their order. One transaction, which holds the objects' rows from its first statement on, taken in the same order by
 * everybody: of a sweep and a webhook that tell the same at once, the second sees what the first has stored. Undefined
 * where a sweep's state is known or says nothing new.
 */
export async function receive(db: Tenant, arrivals: readonly Arrival[]): Promise<(Received | undefined)[]> {
	const { workspaceId } = db;
	const real = arrivals
		.filter(({ test }) => !test)
		.map((arrival) => ({ ...arrival, object: objectOf(db, arrival) }))
		.toSorted((a, b) => (keyOf(a.event) < keyOf(b.event) ? -1 : 1));
	const ids = arrivals.map(({ id }) => id);
	const [, , , kept, ruleRows] = await db.batch((query) => [
		keepObjects(query, real),
		keepTold(
			query,
			workspaceId,
			arrivals.filter(({ found }) => !found),
		),
		keepFound(
			query,
			workspaceId,
			arrivals.filter(({ found }) => found),
		),
		query
			.select({
				id: events.id,
				state: events.state,
				event: events.event,
				customerId: events.customerId,
				conversationId: events.conversationId,
			})
			.from(events)
			.where(and(eq(events.workspaceId, workspaceId), inArray(events.id, ids))),
		query
			.select({ id: rules.id, settings: rules.settings })
			.from(rules)
			.where(and(eq(rules.workspaceId, workspaceId), eq(rules.enabled, true)))
			.orderBy(rules.createdAt, rules.id),
		...learned(query, real),
	]);
	const byId = new Map(kept.map((row) => [row.id, row]));
	return arrivals.map(({ id, found }) => {
		const row = byId.get(id);
		if (!row && !found) throw new Error("an event that was stored comes back");
		if (!row) return undefined;
		const { state, event, customerId, conversationId } = row;
		return { applied: state === "applied", event, rules: ruleRows, customerId, conversationId };
	});
}

/** The object that an event is about, as one word. */
export function keyOf({ connectionId, objectType, objectId }: BusinessEvent): string {
	return JSON.stringify([connectionId, objectType, objectId]);
}

function objectOf(
	{ workspaceId }: Tenant,
	{ id, event, translated, person }: Arrival,
): typeof businessObjects.$inferInsert {
	return {
		workspaceId,
		connectionId: event.connectionId,
		objectType: event.objectType,
		objectId: event.objectId,
		reference: event.reference,
		version: new Date(translated.version),
		item: translated.item ?? null,
		summary: event.summary,
		customerId: person?.id ?? null,
		ownerId: translated.customer.externalId ?? null,
		statedBy: id,
	};
}

const NOTHING = sql`select 1`;

function keepObjects(query: Database, all: readonly (Arrival & { object: typeof businessObjects.$inferInsert })[]) {
	if (all.length === 0) return query.execute(NOTHING);
	const swept = all.filter(({ found, event }) => found && event.kind.endsWith(".updated")).map(({ id }) => id);
	// A newer time of change with all the card's lines as they were: a sweep has nothing to tell of it.
	const unlessTheSame = sql`case when ${inArray(sql`excluded.stated_by`, swept)} and ${businessObjects.item} = excluded.item
		then null else excluded.stated_by end`;
	return query
		.insert(businessObjects)
		.values(all.map(({ object }) => object))
		.onConflictDoUpdate({
			target: [businessObjects.connectionId, businessObjects.objectType, businessObjects.objectId],
			set: {
				version: sql`excluded.version`,
				item: sql`excluded.item`,
				summary: sql`excluded.summary`,
				reference: sql`excluded.reference`,
				customerId: sql`coalesce(excluded.customer_id, ${businessObjects.customerId})`,
				ownerId: sql`coalesce(excluded.owner_id, ${businessObjects.ownerId})`,
				statedBy: unlessTheSame,
			},
			setWhere: lt(businessObjects.version, sql`excluded.version`),
		});
}

/** A webhook's event always, as no event of its own where a sweep was first. */
function keepTold(query: Database, workspaceId: Tenant["workspaceId"], all: readonly Arrival[]) {
	if (all.length === 0) return query.execute(NOTHING);
	const rows = all.map(({ id, event, person, receivedAt, twin }) => {
		const told = sql`(select told.id from ${events} told where told.workspace_id = ${workspaceId} and told.id = ${twin})`;
		return {
			workspaceId,
			id,
			connectionId: event.connectionId,
			event,
			customerId: person?.id ?? null,
			conversationId: person ? openConversationOf(workspaceId, sql`${person.id}`) : null,
			receivedAt: new Date(receivedAt),
			state: twin
				? sql<"received" | "applied">`case when ${told} is null then 'received' else 'applied' end`
				: ("received" as const),
			appliedAt: twin ? sql`case when ${told} is null then null else now() end` : null,
			sameAs: twin ? told : null,
		};
	});
	return query.insert(events).values(rows).onConflictDoNothing();
}

/** A sweep's event only where it brought the state. */
function keepFound(query: Database, workspaceId: Tenant["workspaceId"], all: readonly Arrival[]) {
	if (all.length === 0) return query.execute(NOTHING);
	const rows = all.map(({ event, person, receivedAt }) => ({ event, customer: person?.id ?? null, receivedAt }));
	return query.execute(sql`insert into ${events}
		(workspace_id, id, connection_id, state, event, customer_id, conversation_id, received_at)
		select ${workspaceId}, object.stated_by, object.connection_id, 'received', found.event, found.customer,
			${openConversationOf(workspaceId, sql`found.customer`)}, found."receivedAt"
		from ${recordset(rows, 'event jsonb, customer text, "receivedAt" timestamptz')} as found
		join ${businessObjects} object on object.workspace_id = ${workspaceId}
			and object.connection_id = found.event->>'connectionId' and object.object_type = found.event->>'objectType'
			and object.object_id = found.event->>'objectId' and object.stated_by = found.event->>'id'
		on conflict do nothing`);
}

/** SQL: the newest one; null where there is none, or nobody. */
function openConversationOf(workspaceId: Tenant["workspaceId"], customer: SQL): SQL {
	return sql`(select ${conversations.id} from ${conversations}
		where ${conversations.workspaceId} = ${workspaceId} and ${conversations.customerId} = any(${recordsOf(customer)})
			and ${conversations.status} = 'open'
		order by ${desc(conversations.lastAt)} limit 1)`;
}

export interface Applied {
	id: EventId;
	/** Its topic, where the connector has no words for it: counted with the mark, and so once. */
	unknown?: Omit<UnknownTopic, "workspaceId"> | undefined;
}

export async function markApplied(db: Tenant, all: readonly Applied[]): Promise<void> {
	const plain = all.filter(({ unknown }) => !unknown).map(({ id }) => id);
	await db.batch((query) => [
		plain.length === 0
			? query.execute(NOTHING)
			: query
					.update(events)
					.set({ state: "applied", appliedAt: sql`now()` })
					.where(and(inArray(events.id, plain), eq(events.state, "received"))),
		...all.flatMap(({ id, unknown }) => (unknown ? [markUnknown(query, db, id, unknown)] : [])),
	]);
}

function markUnknown(query: Database, { workspaceId }: Tenant, id: EventId, topic: Omit<UnknownTopic, "workspaceId">) {
	return query.execute(sql`with marked as (
		update ${events} set state = 'applied', applied_at = now()
		where workspace_id = ${workspaceId} and id = ${id} and state = 'received' returning 1
	) ${countTopic({ ...topic, workspaceId }, sql`marked`)}`);
}
