// Who else a customer is: the records that were merged with theirs, and those that might be.
import { and, asc, eq, isNull, ne, or, sql } from "drizzle-orm";
import { customerMerges, customers } from "../db/schema/customer.ts";
import { Refused } from "../platform/http-error.ts";
import { logFault } from "../platform/log.ts";
import type { CustomerState } from "../protocol/conversation-frames.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { SameCustomers } from "../protocol/merges.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";
import { mergeFace, wasMerged } from "./merges.ts";
import { keptOf, MOST_RECORDS, recordsOf } from "./person.ts";
import { faceOf, keptCustomer } from "./records.ts";

const MOST_SUGGESTED = 20;

/** Who else this customer is, and who might be. */
export async function sameAs(db: Tenant, id: CustomerId): Promise<SameCustomers> {
	const own = eq(customers.workspaceId, db.workspaceId);
	const [[me], merged, suggested] = await db.batch((query) => [
		query
			.select({ kept: keptOf(id), email: customers.email })
			.from(customers)
			.where(and(own, eq(customers.id, id))),
		query
			.select({ customer: customers, merge: customerMerges })
			.from(customerMerges)
			.innerJoin(customers, eq(customers.id, customerMerges.mergedId))
			.where(
				and(
					eq(customerMerges.workspaceId, db.workspaceId),
					isNull(customerMerges.undoneAt),
					sql`${customerMerges.mergedId} = any(${recordsOf(id)})`,
				),
			)
			.orderBy(asc(customerMerges.at))
			.limit(MOST_RECORDS),
		query
			.select()
			.from(customers)
			.where(
				and(
					own,
					eq(customers.verified, true),
					ne(customers.id, id),
					or(sameKey(customers.email, "email", id), sameKey(customers.phone, "phone", id)),
					sql`${customers.id} <> all(${recordsOf(id)})`,
				),
			)
			.orderBy(asc(customers.createdAt), asc(customers.id))
			.limit(MOST_SUGGESTED),
	]);
	if (!me) throw new Refused("not_found");
	return {
		keptId: me.kept,
		merged: merged.map(({ customer, merge }) => ({ customer: faceOf(customer), merge: mergeFace(merge) })),
		suggested: suggested.map((row) => ({
			customer: faceOf(row),
			because: row.email !== null && row.email === me.email ? "email" : "phone",
		})),
	};
}

/** By a value that is read beforehand, and so by the index of that key. A record that is not verified has no keys. */
function sameKey(
	column: (typeof customers)["email"] | (typeof customers)["phone"],
	name: "email" | "phone",
	id: CustomerId,
) {
	return sql`${column} = (select ${sql.identifier(name)} from customers as mine where mine.id = ${id} and mine.verified)`;
}

/**
 * The record by which systems are asked about this customer: the one that stands for the person. Postgres is asked only for
 * who was merged once; where it is away, the customer is asked for as they are. A claim stands for itself.
 */
export async function standsFor(
	env: WorkerBindings,
	{ workspaceId }: Pick<Tenant, "workspaceId">,
	customer: CustomerState,
): Promise<CustomerState> {
	if (!customer.verified) return customer;
	try {
		if (!(await wasMerged(env, workspaceId, customer.id))) return customer;
		return (await keptCustomer(tenant(env, workspaceId), customer.id)) ?? customer;
	} catch (error) {
		logFault("person_not_found", error, { workspaceId });
		return customer;
	}
}
