// Customer records in Postgres.
import { and, eq } from "drizzle-orm";
import { customers } from "../db/schema/customer.ts";
import { Refused } from "../platform/http-error.ts";
import type { Customer } from "../protocol/http.ts";
import type { CustomerId } from "../protocol/ids.ts";
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
