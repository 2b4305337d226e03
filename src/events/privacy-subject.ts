// Whom a privacy request is about, in Heddle's words: the customers that are proven to be this person, and what of the
// asking shop is theirs.
import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { PrivacyRequest } from "../connectors/connector.ts";
import { customerLinks, customerMerges, customers } from "../db/schema/customer.ts";
import { businessObjects, events } from "../db/schema/event.ts";
import type { ConnectionId, CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

export type CustomerRow = typeof customers.$inferSelect;

/** No customer's or object's id: a list that holds nothing is no SQL. */
const NONE = "";

/**
 * Proven by the e-mail or phone that the business's site has signed, or by the system's own id where this connection has
 * shown whose it is; and the records that were merged with these. What somebody only says about themselves is no proof: a
 * stranger who types this address is somebody else.
 */
export async function subjects(
	db: Tenant,
	connectionId: ConnectionId,
	{ customer }: PrivacyRequest,
): Promise<CustomerRow[]> {
	const linked = customer.externalId && inArray(customers.id, linkedTo(db, connectionId, customer.externalId));
	const proven = await db.query((query) =>
		query
			.select()
			.from(customers)
			.where(
				and(
					eq(customers.workspaceId, db.workspaceId),
					eq(customers.verified, true),
					or(keysOf(customer), linked || undefined) ?? sql`false`,
				),
			),
	);
	return [...proven, ...(await mergedWith(db, proven))];
}

function linkedTo(db: Tenant, connectionId: ConnectionId, externalId: string): SQL {
	return sql`(select ${customerLinks.customerId} from ${customerLinks} where ${customerLinks.workspaceId} = ${db.workspaceId}
		and ${customerLinks.connectionId} = ${connectionId} and ${customerLinks.externalId} = ${externalId})`;
}

/** The other records of the same people. */
async function mergedWith(db: Tenant, proven: readonly CustomerRow[]): Promise<CustomerRow[]> {
	if (proven.length === 0) return [];
	const ids = proven.map(({ id }) => id);
	const live = and(eq(customerMerges.workspaceId, db.workspaceId), isNull(customerMerges.undoneAt));
	const pairs = await db.query((query) =>
		query
			.select({ kept: customerMerges.keptId, merged: customerMerges.mergedId })
			.from(customerMerges)
			.where(and(live, or(inArray(customerMerges.keptId, ids), inArray(customerMerges.mergedId, ids)))),
	);
	const others = [...new Set(pairs.flatMap(({ kept, merged }) => [kept, merged]))].filter((id) => !ids.includes(id));
	if (others.length === 0) return [];
	return db.query((query) =>
		query
			.select()
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), inArray(customers.id, others))),
	);
}

/** How many only say that they are this person. */
export async function claimants(db: Tenant, { customer }: PrivacyRequest): Promise<number> {
	const keys = keysOf(customer);
	if (!keys) return 0;
	const rows = await db.query((query) =>
		query
			.select({ count: sql<number>`count(*)::int` })
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.verified, false), keys)),
	);
	return rows[0]?.count ?? 0;
}

/** For a receipt; nothing where there are none. */
export function claimantWords(count: number, left: string): string[] {
	if (count === 0) return [];
	const who = count === 1 ? "1 visitor only says" : `${count} visitors only say`;
	return [`${who} that this address is theirs. Nobody has proven it: ${left}.`];
}

function keysOf({ email, phone }: PrivacyRequest["customer"]): SQL | undefined {
	return or(
		email ? eq(customers.email, email.toLowerCase()) : undefined,
		phone ? eq(customers.phone, phone) : undefined,
	);
}

/**
 * Conditions for this connection's events and objects about the subject: theirs by key; the customer's own record; the
 * objects that the request names, and what carries the name of one (a parcel of order #1042 is called #1042 too).
 */
export async function ofSubject(
	db: Tenant,
	connectionId: ConnectionId,
	request: PrivacyRequest,
	ids: readonly CustomerId[],
): Promise<{ events: SQL; objects: SQL }> {
	const named = [...request.objects];
	const [objectNames, eventNames] = await db.batch((query) => [
		query
			.select({ reference: businessObjects.reference })
			.from(businessObjects)
			.where(
				and(
					eq(businessObjects.workspaceId, db.workspaceId),
					eq(businessObjects.connectionId, connectionId),
					eq(businessObjects.objectType, "order"),
					inArray(businessObjects.objectId, orNone(named)),
				),
			),
		query
			.selectDistinct({ reference: sql<string>`${events.event} ->> 'reference'` })
			.from(events)
			.where(
				and(
					eq(events.workspaceId, db.workspaceId),
					eq(events.connectionId, connectionId),
					sql`${events.event} ->> 'objectType' = 'order'`,
					inArray(sql`${events.event} ->> 'objectId'`, orNone(named)),
				),
			),
	]);
	const references = [
		...new Set([...objectNames, ...eventNames].map(({ reference }) => reference)),
		// What tells an order by its id alone, as a refund does.
		...named.map((id) => `order ${id}`),
	];
	const own = request.customer.externalId;
	return {
		events: both(
			eq(events.workspaceId, db.workspaceId),
			eq(events.connectionId, connectionId),
			or(
				inArray(events.customerId, orNone(ids)),
				inArray(sql`${events.event} ->> 'objectId'`, orNone(named)),
				inArray(sql`${events.event} ->> 'reference'`, orNone(references)),
				own
					? and(sql`${events.event} ->> 'objectType' = 'customer'`, sql`${events.event} ->> 'objectId' = ${own}`)
					: undefined,
			),
		),
		objects: both(
			eq(businessObjects.workspaceId, db.workspaceId),
			eq(businessObjects.connectionId, connectionId),
			or(
				inArray(businessObjects.customerId, orNone(ids)),
				inArray(businessObjects.objectId, orNone(named)),
				inArray(businessObjects.reference, orNone(references)),
				own ? and(eq(businessObjects.objectType, "customer"), eq(businessObjects.objectId, own)) : undefined,
			),
		),
	};
}

function orNone<T extends string>(ids: readonly T[]): T[] {
	return ids.length > 0 ? [...ids] : [NONE as T];
}

function both(...conditions: (SQL | undefined)[]): SQL {
	return and(...conditions) ?? sql`false`;
}
