// What is learned from an event beside its own state: whom a system's id means, and what its object is called.
import { sql } from "drizzle-orm";
import { type CustomerLink, LONGEST_EXTERNAL_ID, linkCustomer } from "../connections/customer-links.ts";
import type { Translated } from "../connectors/connector.ts";
import type { Database } from "../db/client.ts";
import { recordset } from "../db/recordset.ts";
import { type businessObjects, objectNumbers } from "../db/schema/event.ts";
import { numberOf, numbersOf } from "../protocol/mentions.ts";
import type { Arrival } from "./store.ts";

/** An order has 20 parcels at most (protocol/card.ts), and one name. */
const MOST_NUMBERS = 25;

type Place = Pick<typeof businessObjects.$inferInsert, "workspaceId" | "connectionId" | "objectType" | "objectId">;

/** Order and tracking numbers of an event's object, as `numberOf` writes them. Pure. */
export function numbersIn({ reference, item }: Pick<Translated, "reference" | "item">): string[] {
	const own = numberOf(reference);
	return [...new Set([...(own ? [own] : []), ...(item ? numbersOf(item) : [])])].slice(0, MOST_NUMBERS);
}

/** The statements that keep it, for the events' transaction, after their objects' rows. */
export function learned(query: Database, all: readonly (Arrival & { object: Place })[]) {
	const links = all
		.flatMap(({ object, translated, person }) => linkIn(object, translated, person) ?? [])
		// In one order, as others may learn the same at once.
		.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
	const numbers = all.flatMap(({ object: { workspaceId, connectionId, objectType, objectId }, translated }) =>
		numbersIn(translated).map((number) => ({ workspaceId, connectionId, objectType, objectId, number })),
	);
	const columns = '"workspaceId" text, "connectionId" text, "objectType" text, "objectId" text, number text';
	return [
		...links.map((link) => linkCustomer(query, link)),
		...(numbers.length > 0
			? [
					query.execute(sql`insert into ${objectNumbers} (workspace_id, connection_id, object_type, object_id, number)
						select told."workspaceId", told."connectionId", told."objectType", told."objectId", told.number
						from ${recordset(numbers, columns)} as told
						on conflict do nothing`),
				]
			: []),
	];
}

/** By an event that itself names a verified e-mail or phone of that customer: only then its id is theirs. */
export function linkIn(
	{ workspaceId, connectionId }: Pick<Place, "workspaceId" | "connectionId">,
	{ customer: { externalId }, version }: Translated,
	person: Arrival["person"],
): CustomerLink | undefined {
	if (!externalId || externalId.length > LONGEST_EXTERNAL_ID || !person?.byKey) return undefined;
	return { workspaceId, connectionId, externalId, customerId: person.id, asOf: new Date(version) };
}
