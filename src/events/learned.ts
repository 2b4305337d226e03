// What is learned from an event beside its own state: whom a system's id means, and what its object is called.
import { sql } from "drizzle-orm";
import { type CustomerLink, LONGEST_EXTERNAL_ID, linkCustomer } from "../connections/customer-links.ts";
import type { Translated } from "../connectors/connector.ts";
import type { Database } from "../db/client.ts";
import { objectNumbers } from "../db/schema/event.ts";
import type { CustomerId } from "../protocol/ids.ts";
import { numberOf, numbersOf } from "../protocol/mentions.ts";

/** An order has 20 parcels at most (protocol/card.ts), and one name. */
const MOST_NUMBERS = 25;

/** `byKey`: the event itself names a verified e-mail or phone of that customer. Only then its id is theirs. */
export function linkIn(
	place: Pick<CustomerLink, "workspaceId" | "connectionId">,
	{ customer: { externalId }, version }: Translated,
	found: { id: CustomerId; byKey: boolean } | undefined,
): CustomerLink | undefined {
	if (!externalId || externalId.length > LONGEST_EXTERNAL_ID || !found?.byKey) return undefined;
	return { ...place, externalId, customerId: found.id, asOf: new Date(version) };
}

/** Order and tracking numbers of an event's object, as `numberOf` writes them. Pure. */
export function numbersIn({ reference, item }: Pick<Translated, "reference" | "item">): string[] {
	const own = numberOf(reference);
	return [...new Set([...(own ? [own] : []), ...(item ? numbersOf(item) : [])])].slice(0, MOST_NUMBERS);
}

/** The statements that keep it, for the event's transaction, after the object's row. */
export function learned(
	query: Database,
	object: Pick<typeof objectNumbers.$inferInsert, "workspaceId" | "connectionId" | "objectType" | "objectId">,
	translated: Translated,
	link: CustomerLink | undefined,
) {
	const numbers = numbersIn(translated);
	const { workspaceId, connectionId, objectType, objectId } = object;
	return [
		...(link ? [linkCustomer(query, link)] : []),
		...(numbers.length > 0
			? [
					query.execute(sql`insert into ${objectNumbers} (workspace_id, connection_id, object_type, object_id, number)
						select ${workspaceId}, ${connectionId}, ${objectType}, ${objectId}, number
						from jsonb_array_elements_text(${JSON.stringify(numbers)}::jsonb) as number
						on conflict do nothing`),
				]
			: []),
	];
}
