// Customer records in Postgres.
import { and, eq, or, sql } from "drizzle-orm";
import { customers } from "../db/schema/customer.ts";
import type { VerifiedKeys } from "../connectors/connector.ts";
import { Refused } from "../platform/http-error.ts";
import type { Customer } from "../protocol/http.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

export async function customerRecord(db: Tenant, id: CustomerId): Promise<Customer> {
	const [row] = await db.query((query) => query.select().from(customers).where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.id, id))));
	if (!row) throw new Refused("not_found");
	return faceOf(row);
}

/**
 * The verified customer that an event's keys belong to, oldest first where there are several: by the shop's own id, by
 * e-mail, by phone. Claims never match.
 */
export async function findVerified(db: Tenant, keys: VerifiedKeys): Promise<Customer | undefined> {
	const matches = [
		keys.externalId && eq(customers.externalId, keys.externalId),
		keys.email && sql`lower(${customers.email}) = ${keys.email.toLowerCase()}`,
		keys.phone && eq(customers.phone, keys.phone),
	].filter((match) => match !== undefined && match !== "");
	if (matches.length === 0) return undefined;
	const [row] = await db.query((query) =>
		query
			.select()
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.verified, true), or(...matches)))
			.orderBy(customers.createdAt)
			.limit(1),
	);
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
