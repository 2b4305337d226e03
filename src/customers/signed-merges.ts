// Merging without anybody's hand: where shops' signatures name one e-mail.
import { and, asc, eq, or, sql } from "drizzle-orm";
import { customerMerges, customers } from "../db/schema/customer.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";
import { insertMerge, noteMerged } from "./merges.ts";
import { keptOf, recordsOf } from "./person.ts";

/** Of the records with one address so many are looked at: more are a shop that signs one address for everybody. */
const MOST_WITH_KEY = 20;

/**
 * A shop has signed for this customer: other records for whom a shop has signed the same e-mail become one with the oldest
 * of them. By phone it is only suggested, because numbers go on to other people. What somebody has undone stays undone.
 */
export async function mergeBySignature(env: WorkerBindings, db: Tenant, id: CustomerId): Promise<void> {
	const rows = await db.query((query) =>
		query
			.select({ id: customers.id, kept: keptOf(sql`${customers.id}`).as("kept") })
			.from(customers)
			.where(
				and(
					eq(customers.workspaceId, db.workspaceId),
					eq(customers.verified, true),
					sql`${customers.email} = (select email from customers as signed where signed.id = ${id} and signed.verified)`,
				),
			)
			.orderBy(asc(customers.createdAt), asc(customers.id))
			.limit(MOST_WITH_KEY),
	);
	const [oldest, ...others] = new Set(rows.map(({ kept }) => kept));
	if (!oldest || others.length === 0) return;
	const undone = await db.query((query) =>
		query
			.select({ merged: customerMerges.mergedId, kept: customerMerges.keptId })
			.from(customerMerges)
			.where(
				and(
					eq(customerMerges.workspaceId, db.workspaceId),
					sql`${customerMerges.undoneAt} is not null`,
					or(
						sql`${customerMerges.mergedId} = any(${recordsOf(oldest)})`,
						sql`${customerMerges.keptId} = any(${recordsOf(oldest)})`,
					),
				),
			),
	);
	for (const merged of others) {
		if (undone.some((one) => one.merged === merged || one.kept === merged)) continue;
		if (await insertMerge(db, { by: null, because: "email", merged, kept: oldest })) await noteMerged(env, db, merged);
	}
}
