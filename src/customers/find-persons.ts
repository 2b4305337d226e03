// Whom business events are about: verified customers, found for a whole batch of events in one transaction.
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { VerifiedKeys } from "../connectors/connector.ts";
import { recordset } from "../db/recordset.ts";
import { customerLinks, customers } from "../db/schema/customer.ts";
import { businessObjects } from "../db/schema/event.ts";
import type { Customer } from "../protocol/http.ts";
import type { ConnectionId, CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";
import { keptOf } from "./person.ts";
import { faceOf } from "./records.ts";

/** An object in a system, as events name it. */
export interface ObjectName {
	objectType: string;
	objectId: string;
}

/** What one event says of whom it is about: `objects` are its own and its parent. */
export interface Asked {
	connectionId: ConnectionId;
	keys: VerifiedKeys;
	objects: readonly ObjectName[];
}

export interface Found {
	/** The record that was found: what is kept about the event names it, so that undoing a merge takes it along. */
	id: CustomerId;
	/** Whether by e-mail or phone, and not by what was learned before. */
	byKey: boolean;
	/** The record that stands for the person. */
	kept: Customer;
}

/** One way to find people: `asked` has a row for each event that may be found so, with its number `n`. */
interface Way {
	byKey: boolean;
	asked: SQL;
	matches: SQL;
}

/**
 * The verified customer of each, in their order: by e-mail or phone (the oldest record, where there are several), else by
 * the system's own customer id where a link was learned, else whose the object or its parent is. Claims never match, and
 * an id or object counts for its own connection alone: another system's 42 is somebody else. Each way is its own query,
 * because no index serves "one or the other".
 */
export async function findPersons(db: Tenant, all: readonly Asked[]): Promise<(Found | undefined)[]> {
	const ways = waysOf(all);
	if (ways.length === 0) return all.map(() => undefined);
	const rows = await db.batch((query) =>
		ways.map(({ asked, matches }) =>
			query
				.selectDistinctOn([sql`asked.n`, sql`asked.rank`], {
					n: sql`asked.n`.mapWith(Number),
					rank: sql`asked.rank`.mapWith(Number),
					row: customers,
					keptId: keptOf(sql`${customers.id}`),
				})
				.from(customers)
				.innerJoin(asked, matches)
				.where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.verified, true)))
				.orderBy(sql`asked.n`, sql`asked.rank`, customers.createdAt),
		),
	);
	const found = rows.flatMap((some, way) => some.map((one) => ({ ...one, byKey: ways[way]?.byKey ?? false })));
	const best = all.map((_, n) => bestOf(found.filter((one) => one.n === n)));
	const kept = await keptRecords(
		db,
		best.flatMap((one) => (one && one.keptId !== one.row.id ? [one.keptId] : [])),
	);
	return best.map((one) => one && { id: one.row.id, byKey: one.byKey, kept: kept.get(one.keptId) ?? faceOf(one.row) });
}

function bestOf<T extends { byKey: boolean; rank: number; row: { createdAt: Date } }>(
	found: readonly T[],
): T | undefined {
	const [oldest] = found
		.filter(({ byKey }) => byKey)
		.toSorted((a, b) => a.row.createdAt.getTime() - b.row.createdAt.getTime());
	return oldest ?? found.toSorted((a, b) => a.rank - b.rank)[0];
}

/** Few were merged. To join who stands for them costs a walk through all customers: no index serves that under RLS. */
async function keptRecords(db: Tenant, ids: readonly CustomerId[]): Promise<Map<CustomerId, Customer>> {
	if (ids.length === 0) return new Map();
	const rows = await db.query((query) =>
		query
			.select()
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), inArray(customers.id, [...ids]))),
	);
	return new Map(rows.map((row) => [row.id, faceOf(row)]));
}

/** `rank`: which of the ways without a key counts first. */
function waysOf(all: readonly Asked[]): Way[] {
	const emails = all.flatMap(({ keys: { email } }, n) => (email ? [{ n, rank: 0, value: email.toLowerCase() }] : []));
	const phones = all.flatMap(({ keys: { phone: value } }, n) => (value ? [{ n, rank: 0, value }] : []));
	const links = all.flatMap(({ connectionId, keys: { externalId } }, n) =>
		externalId ? [{ n, rank: 0, connectionId, externalId }] : [],
	);
	const objects = all.flatMap(({ connectionId, objects }, n) =>
		objects.map((object, index) => ({ n, rank: index + 1, connectionId, ...object })),
	);
	const valued = "n int, rank int, value text";
	const known = { byKey: false, matches: eq(customers.id, sql`asked.customer_id`) };
	return [
		...(emails.length > 0
			? [
					{
						byKey: true,
						asked: sql`${recordset(emails, valued)} as asked`,
						matches: eq(customers.email, sql`asked.value`),
					},
				]
			: []),
		...(phones.length > 0
			? [
					{
						byKey: true,
						asked: sql`${recordset(phones, valued)} as asked`,
						matches: eq(customers.phone, sql`asked.value`),
					},
				]
			: []),
		...(links.length > 0 ? [{ ...known, asked: linked(links) }] : []),
		...(objects.length > 0 ? [{ ...known, asked: owned(objects) }] : []),
	];
}

function linked(links: readonly object[]): SQL {
	return sql`(select named.n, named.rank, link.customer_id
		from ${recordset(links, 'n int, rank int, "connectionId" text, "externalId" text')} as named
		join ${customerLinks} link on link.connection_id = named."connectionId" and link.external_id = named."externalId"
		${fenced(links)}) as asked`;
}

/** Whose an object is, or whom its connection calls by the id that the object names. */
function owned(objects: readonly object[]): SQL {
	return sql`(select named.n, named.rank, coalesce(object.customer_id, link.customer_id) as customer_id
		from ${recordset(objects, 'n int, rank int, "connectionId" text, "objectType" text, "objectId" text')} as named
		join ${businessObjects} object on object.connection_id = named."connectionId"
			and object.object_type = named."objectType" and object.object_id = named."objectId"
		left join ${customerLinks} link on link.connection_id = object.connection_id and link.external_id = object.owner_id
		${fenced(objects)}) as asked`;
}

/** Each row leads to one at most. Behind a limit an expression is a value, by which the policy lets an index be used. */
function fenced(rows: readonly object[]): SQL {
	return sql`limit ${sql.raw(String(rows.length))}`;
}
