// Customer records in Postgres.
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { VerifiedKeys } from "../connectors/connector.ts";
import { customers } from "../db/schema/customer.ts";
import { Refused } from "../platform/http-error.ts";
import type { Customer } from "../protocol/http.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

export async function customerRecord(db: Tenant, id: CustomerId): Promise<Customer> {
	const customer = await storedCustomer(db, id);
	if (!customer) throw new Refused("not_found");
	return customer;
}

export async function storedCustomer(db: Tenant, id: CustomerId | null): Promise<Customer | undefined> {
	if (id === null) return undefined;
	const [row] = await db.query((query) =>
		query
			.select()
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.id, id))),
	);
	return row && faceOf(row);
}

/**
 * The verified customer that an event's keys belong to, oldest first where there are several: by e-mail or phone. Claims
 * never match, and neither does a system's own customer id: another system's 42 is somebody else. Each key is its own
 * query, because no index serves "one or the other".
 */
export async function findVerified(db: Tenant, { email, phone }: VerifiedKeys): Promise<Customer | undefined> {
	if (!email && !phone) return undefined;
	const [byEmail, byPhone] = await db.batch((query) => {
		const oldest = (matches: SQL) =>
			query
				.select()
				.from(customers)
				.where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.verified, true), matches))
				.orderBy(customers.createdAt)
				.limit(1);
		const nobody = sql`false`;
		return [
			oldest(email ? eq(customers.email, email.toLowerCase()) : nobody),
			oldest(phone ? eq(customers.phone, phone) : nobody),
		];
	});
	const [row] = [...byEmail, ...byPhone].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
	return row && faceOf(row);
}

function faceOf(row: typeof customers.$inferSelect): Customer {
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
