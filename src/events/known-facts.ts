// What Heddle itself knows about an event's customer, put to what the system says: rules and dry runs judge by both. Kept
// with the event as the first delivery found it, so that a redelivery and a dry run judge the same.
import { and, eq, ne, or, sql } from "drizzle-orm";
import { recordsOf } from "../customers/person.ts";
import { businessObjects } from "../db/schema/event.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { Customer } from "../protocol/http.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

interface Known {
	event: BusinessEvent;
	customer: Customer | undefined;
}

/** In their order. Without a customer nothing is known, and no condition about one holds. */
export async function withKnownFacts(db: Tenant, all: readonly Known[]): Promise<BusinessEvent[]> {
	const orders = all.flatMap(({ event, customer }) =>
		customer && event.objectType === "order" ? [{ ...event, customerId: customer.id }] : [],
	);
	const others = await haveOtherOrders(db, orders);
	const isFirst = new Map(orders.map(({ id }, index) => [id, !others[index]]));
	return all.map(({ event, customer }) => {
		const firstOrder = isFirst.get(event.id);
		const facts = {
			...event.facts,
			...(customer?.locale && { language: customer.locale }),
			...(firstOrder !== undefined && { firstOrder }),
		};
		return { ...event, facts };
	});
}

/** Of any connection and any of the person's records, among those whose events Heddle has seen: orders from before it was connected are not known. */
export async function haveOtherOrders(
	db: Tenant,
	orders: readonly (Pick<BusinessEvent, "connectionId" | "objectId"> & { customerId: CustomerId })[],
): Promise<boolean[]> {
	if (orders.length === 0) return [];
	const others = await db.batch((query) =>
		orders.map(({ connectionId, objectId, customerId }) =>
			query
				.select({ id: businessObjects.objectId })
				.from(businessObjects)
				.where(
					and(
						eq(businessObjects.workspaceId, db.workspaceId),
						sql`${businessObjects.customerId} = any(${recordsOf(customerId)})`,
						// As the index has it: a parameter would keep it from being used.
						sql`object_type = 'order'`,
						or(ne(businessObjects.connectionId, connectionId), ne(businessObjects.objectId, objectId)),
					),
				)
				.limit(1),
		),
	);
	return others.map((rows) => rows.length > 0);
}
