// Customer records in Postgres.
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { VerifiedKeys } from "../connectors/connector.ts";
import { customerLinks, customers } from "../db/schema/customer.ts";
import { businessObjects } from "../db/schema/event.ts";
import { Refused } from "../platform/http-error.ts";
import type { Customer } from "../protocol/http.ts";
import type { ConnectionId, CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";
import { keptOf } from "./person.ts";

export async function customerRecord(db: Tenant, id: CustomerId): Promise<Customer> {
	const customer = await storedCustomer(db, id);
	if (!customer) throw new Refused("not_found");
	return customer;
}

async function storedCustomer(db: Tenant, id: CustomerId): Promise<Customer | undefined> {
	const [row] = await db.query((query) =>
		query
			.select()
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.id, id))),
	);
	return row && faceOf(row);
}

/** The record that stands for this one's person; undefined where there is no such record. */
export async function keptCustomer(db: Tenant, id: CustomerId | null): Promise<Customer | undefined> {
	if (id === null) return undefined;
	const [row] = await db.query((query) =>
		query
			.select()
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.id, keptOf(id)))),
	);
	return row && faceOf(row);
}

export interface Found {
	/** The record that was found: what is kept about the event names it, so that undoing a merge takes it along. */
	id: CustomerId;
	/** Whether by e-mail or phone, and not by what was learned before. */
	byKey: boolean;
	/** The record that stands for the person. */
	kept: Customer;
}

/** An object in a system, as events name it. */
export interface ObjectName {
	objectType: string;
	objectId: string;
}

/**
 * The verified customer that an event of this connection is about: by e-mail or phone (the oldest record, where there are
 * several), else by the system's own customer id where a link was learned, else whose the object or its parent is. Claims
 * never match, and an id or object counts for its own connection alone: another system's 42 is somebody else. Each way is
 * its own query, because no index serves "one or the other".
 */
export async function findPerson(
	db: Tenant,
	connectionId: ConnectionId,
	{ email, phone, externalId }: VerifiedKeys,
	objects: readonly ObjectName[] = [],
): Promise<Found | undefined> {
	const ways = [
		...(email ? [{ byKey: true, matches: eq(customers.email, email.toLowerCase()) }] : []),
		...(phone ? [{ byKey: true, matches: eq(customers.phone, phone) }] : []),
		...(externalId ? [{ byKey: false, matches: eq(customers.id, linkedTo(connectionId, sql`${externalId}`)) }] : []),
		...objects.map((object) => ({ byKey: false, matches: eq(customers.id, ownerOf(connectionId, object)) })),
	];
	if (ways.length === 0) return undefined;
	const rows = await db.batch((query) =>
		ways.map(({ matches }) =>
			query
				.select({ row: customers, keptId: keptOf(sql`${customers.id}`) })
				.from(customers)
				.where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.verified, true), matches))
				.orderBy(customers.createdAt)
				.limit(1),
		),
	);
	const found = rows.flatMap(([one], way) => (one ? [{ ...one, byKey: ways[way]?.byKey ?? false }] : []));
	const [oldest] = found
		.filter(({ byKey }) => byKey)
		.toSorted((a, b) => a.row.createdAt.getTime() - b.row.createdAt.getTime());
	const best = oldest ?? found[0];
	if (!best) return undefined;
	const { row, byKey, keptId } = best;
	// Few were merged. To join who stands for them costs a walk through all customers: no index serves that under RLS.
	const kept = keptId === row.id ? faceOf(row) : await storedCustomer(db, keptId);
	return { id: row.id, byKey, kept: kept ?? faceOf(row) };
}

/** SQL: whom this connection calls by this id. */
export function linkedTo(connectionId: SQL | ConnectionId, externalId: SQL): SQL<CustomerId> {
	return sql`(select ${customerLinks.customerId} from ${customerLinks}
		where ${customerLinks.connectionId} = ${connectionId} and ${customerLinks.externalId} = ${externalId})`;
}

function ownerOf(connectionId: ConnectionId, { objectType, objectId }: ObjectName): SQL<CustomerId> {
	const { customerId, ownerId } = businessObjects;
	return sql`(select coalesce(${customerId}, ${linkedTo(connectionId, sql`${ownerId}`)}) from ${businessObjects}
		where ${businessObjects.connectionId} = ${connectionId} and ${businessObjects.objectType} = ${objectType}
			and ${businessObjects.objectId} = ${objectId})`;
}

export function faceOf(row: typeof customers.$inferSelect): Customer {
	const { id, verified, name, email, phone, externalId, locale } = row;
	return {
		id,
		verified,
		...(name && { name }),
		...(email && { email }),
		...(phone && { phone }),
		...(externalId && { externalId }),
		...(locale && { locale }),
		createdAt: row.createdAt.toISOString(),
	};
}
