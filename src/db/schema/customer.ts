import { isNotNull, sql } from "drizzle-orm";
import { boolean, index, pgTable, text } from "drizzle-orm/pg-core";
import type { CustomerId } from "../../protocol/ids.ts";
import { moment, tenantPolicy, workspaceColumn } from "./tenant.ts";

/** `verified`: the shop has signed for externalId, email and phone. Else they are claims, and never keys. */
export const customers = pgTable(
	"customers",
	{
		workspaceId: workspaceColumn(),
		id: text("id").$type<CustomerId>().primaryKey(),
		verified: boolean("verified").notNull(),
		externalId: text("external_id"),
		/** In lower case, so that it is found by plain equality. */
		email: text("email"),
		phone: text("phone"),
		name: text("name"),
		locale: text("locale"),
		createdAt: moment("created_at").notNull().defaultNow(),
		updatedAt: moment("updated_at").notNull().defaultNow(),
	},
	(table) => [
		tenantPolicy(),
		index("customers_by_email").on(table.workspaceId, table.email).where(sql`${table.verified}`),
		index("customers_by_phone").on(table.workspaceId, table.phone).where(sql`${table.verified}`),
		index("customers_by_external_id").on(table.workspaceId, table.externalId).where(isNotNull(table.externalId)),
	],
);
