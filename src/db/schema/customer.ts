import { isNotNull, isNull, sql } from "drizzle-orm";
import { boolean, index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ConnectionId, CustomerId, MergeId, UserId } from "../../protocol/ids.ts";
import type { MergeReason } from "../../protocol/merges.ts";
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

/**
 * A system's own id of a customer, as an event or a look-up by a verified key has shown it. Counts for that connection
 * alone: another system's 42 is somebody else.
 */
export const customerLinks = pgTable(
	"customer_links",
	{
		workspaceId: workspaceColumn(),
		connectionId: text("connection_id").$type<ConnectionId>().notNull(),
		externalId: text("external_id").notNull(),
		customerId: text("customer_id").$type<CustomerId>().notNull(),
		/** When the system said so: an earlier word never replaces a later one. */
		asOf: moment("as_of").notNull(),
	},
	(table) => [
		tenantPolicy(),
		primaryKey({ columns: [table.connectionId, table.externalId] }),
		index("customer_links_by_customer").on(table.workspaceId, table.customerId),
	],
);

/**
 * Two records of one person: `mergedId` is shown and found as `keptId`, for as long as this is not undone. Nothing else is
 * rewritten, so that undoing it restores all exactly.
 */
export const customerMerges = pgTable(
	"customer_merges",
	{
		workspaceId: workspaceColumn(),
		id: text("id").$type<MergeId>().primaryKey(),
		keptId: text("kept_id").$type<CustomerId>().notNull(),
		mergedId: text("merged_id").$type<CustomerId>().notNull(),
		because: text("because").$type<MergeReason>().notNull(),
		at: moment("at").notNull().defaultNow(),
		/** Null: Heddle itself, because the shop's signatures name one address. */
		byId: text("by_id").$type<UserId>(),
		undoneAt: moment("undone_at"),
		undoneById: text("undone_by_id").$type<UserId>(),
	},
	(table) => [
		tenantPolicy(),
		uniqueIndex("customer_merges_once").on(table.mergedId).where(isNull(table.undoneAt)),
		index("customer_merges_by_kept").on(table.workspaceId, table.keptId),
		index("customer_merges_by_merged").on(table.workspaceId, table.mergedId),
	],
);
