// Links: what a system itself calls a customer, learned where its own id stands beside a verified key.
import { lt } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { customerLinks } from "../db/schema/customer.ts";
import type { ConnectionId, CustomerId, WorkspaceId } from "../protocol/ids.ts";

/** No system's ids are longer (Shopify's have 13 digits, a UUID 36); what is longer is a payload's mischief. */
export const LONGEST_EXTERNAL_ID = 120;

export interface CustomerLink {
	workspaceId: WorkspaceId;
	connectionId: ConnectionId;
	externalId: string;
	customerId: CustomerId;
	asOf: Date;
}

/** The newest word counts, in whatever order they come. */
export function linkCustomer(query: Database, link: CustomerLink) {
	const { customerId, asOf } = link;
	return query
		.insert(customerLinks)
		.values(link)
		.onConflictDoUpdate({
			target: [customerLinks.connectionId, customerLinks.externalId],
			set: { customerId, asOf },
			setWhere: lt(customerLinks.asOf, asOf),
		});
}
