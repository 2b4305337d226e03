// What Heddle itself knows about an event's customer, put to what the system says: rules and dry runs judge by both. Kept
// with the event as the first delivery found it, so that a redelivery and a dry run judge the same.
import { and, eq, ne, or, sql } from "drizzle-orm";
import { recordsOf } from "../customers/person.ts";
import { businessObjects } from "../db/schema/event.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { Customer } from "../protocol/http.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

/** Without a customer nothing is known, and no condition about one holds. */
export async function withKnownFacts(
	db: Tenant,
	event: BusinessEvent,
	customer: Customer | undefined,
): Promise<BusinessEvent> {
	if (!customer) return event;
	const { locale } = customer;
	const firstOrder = event.objectType === "order" ? !(await hasOtherOrder(db, event, customer.id)) : undefined;
	return {
		...event,
		facts: { ...event.facts, ...(locale && { language: locale }), ...(firstOrder !== undefined && { firstOrder }) },
	};
}

/** Of any connection and any of the person's records, among those whose events Heddle has seen: orders from before it was connected are not known. */
export async function hasOtherOrder(
	db: Tenant,
	event: Pick<BusinessEvent, "connectionId" | "objectId">,
	customer: CustomerId,
): Promise<boolean> {
	const others = await db.query((query) =>
		query
			.select({ id: businessObjects.objectId })
			.from(businessObjects)
			.where(
				and(
					eq(businessObjects.workspaceId, db.workspaceId),
					sql`${businessObjects.customerId} = any(${recordsOf(customer)})`,
					// As the index has it: a parameter would keep it from being used.
					sql`object_type = 'order'`,
					or(ne(businessObjects.connectionId, event.connectionId), ne(businessObjects.objectId, event.objectId)),
				),
			)
			.limit(1),
	);
	return others.length > 0;
}
