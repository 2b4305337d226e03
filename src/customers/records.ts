// Customer records in Postgres.
import { and, eq, or, type SQL, sql } from "drizzle-orm";
import type { VerifiedKeys } from "../connectors/connector.ts";
import { customers } from "../db/schema/customer.ts";
import { Refused } from "../platform/http-error.ts";
import type { Customer } from "../protocol/http.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";

export async function customerRecord(db: Tenant, id: CustomerId): Promise<Customer> {
	const [row] = await db.query((query) =>
		query
			.select()
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), eq(customers.id, id))),
	);
	if (!row) throw new Refused("not_found");
	return faceOf(row);
}

/**
 * The verified customer that an event's keys belong to, oldest first where there are several: by e-mail or phone. Claims
 * never match, and neither does a system's own customer id: another system's 42 is somebody else.
 */
export async function findVerified(db: Tenant, { email, phone }: VerifiedKeys): Promise<Customer | undefined> {
	const matches: SQL[] = [];
	if (email) matches.push(sql`lower(${customers.email}) = ${email.toLowerCase()}`);
	if (phone) matches.push(eq(customers.phone, phone));
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
