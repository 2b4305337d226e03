// Numbers that a customer has written: whose order or parcel is called so. Looked up when an agent looks, never on a
// message's way: an order of after the message is found, and what is proven by then counts, not what was.
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { keptOf } from "../customers/person.ts";
import { customerLinks } from "../db/schema/customer.ts";
import { businessObjects, objectNumbers } from "../db/schema/event.ts";
import type { CustomerState } from "../protocol/conversation-frames.ts";
import type { Mention } from "../protocol/mentions.ts";
import type { Tenant } from "../workspaces/access.ts";

/** Twenty numbers in five systems each. A number that more objects have (`1042` in fifty shops) tells nothing. */
const MOST_OBJECTS = 100;

/**
 * Of this workspace's objects alone. Of what is not proven to be this customer's nothing but "somebody has one" is told; to
 * a customer who is not verified nothing is proven. `numbers`: as `numberOf` writes them.
 */
export async function lookUpNumbers(
	db: Tenant,
	customer: CustomerState,
	numbers: readonly string[],
): Promise<Mention[]> {
	if (numbers.length === 0) return [];
	const linked = sql`(select ${customerLinks.customerId} from ${customerLinks}
		where ${customerLinks.connectionId} = ${businessObjects.connectionId} and ${customerLinks.externalId} = ${businessObjects.ownerId})`;
	const own = sql`coalesce(${businessObjects.customerId}, ${linked})`;
	const { connectionId, reference, summary, item, version } = businessObjects;
	const rows = await db.query((query) =>
		query
			.select({
				number: objectNumbers.number,
				object: { connectionId, reference, summary, item, at: version },
				isTheirs: sql<boolean>`coalesce(${keptOf(own)} = ${keptOf(customer.id)}, false)`,
			})
			.from(objectNumbers)
			.innerJoin(
				businessObjects,
				and(
					eq(businessObjects.connectionId, objectNumbers.connectionId),
					eq(businessObjects.objectType, objectNumbers.objectType),
					eq(businessObjects.objectId, objectNumbers.objectId),
				),
			)
			.where(and(eq(objectNumbers.workspaceId, db.workspaceId), inArray(objectNumbers.number, [...numbers])))
			.orderBy(desc(version))
			.limit(MOST_OBJECTS),
	);
	return numbers.flatMap((number): Mention[] => {
		const all = rows.filter((row) => row.number === number);
		const theirs = customer.verified ? all.filter(({ isTheirs }) => isTheirs) : [];
		if (theirs.length > 0)
			return [
				{
					state: "linked",
					number,
					objects: theirs.map(({ object }) => ({ ...object, at: object.at.toISOString() })),
				},
			];
		return all.length > 0 ? [{ state: "unconfirmed", number }] : [];
	});
}
