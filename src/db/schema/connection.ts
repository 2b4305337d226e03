import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgPolicy, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { ConnectionId, UserId } from "../../protocol/ids.ts";
import { moment, sweepRole, tenantPolicy, workspaceColumn } from "./tenant.ts";

export const connections = pgTable(
	"connections",
	{
		workspaceId: workspaceColumn(),
		id: text("id").$type<ConnectionId>().primaryKey(),
		connector: text("connector").notNull(),
		name: text("name").notNull(),
		required: boolean("required").notNull(),
		settings: jsonb("settings").$type<Record<string, string>>().notNull(),
		/** The secret fields, each sealed for this workspace, connection and field. */
		secrets: jsonb("secrets").$type<Record<string, string>>().notNull(),
		/** Live hook secrets, newest first, sealed; two while one replaces the other. */
		hookSecrets: jsonb("hook_secrets").$type<string[]>().notNull(),
		/** The expression of the newest version in `connection_mappings`; null where there is none, or none any more. */
		mapping: text("mapping"),
		createdAt: moment("created_at").notNull().defaultNow(),
		/** When it is next asked what changed (events/sweep.ts). Before its first sweep: since when changes count. */
		sweepDue: moment("sweep_due").notNull().defaultNow(),
	},
	(table) => [
		tenantPolicy(),
		pgPolicy("sweep_finds_due", { to: sweepRole, for: "select", using: sql`true` }),
		index("connections_by_workspace").on(table.workspaceId, table.createdAt),
		index("connections_by_due").on(table.sweepDue),
	],
);

/** What a connection's mapping was and is: rows are added and never changed. An empty expression: from then on, none. */
export const connectionMappings = pgTable(
	"connection_mappings",
	{
		workspaceId: workspaceColumn(),
		connectionId: text("connection_id")
			.$type<ConnectionId>()
			.notNull()
			.references(() => connections.id, { onDelete: "cascade" }),
		/** From 1, without gaps: of two that are saved on the same one, the second is refused. */
		version: integer("version").notNull(),
		expression: text("expression").notNull(),
		authorId: text("author_id").$type<UserId>().notNull(),
		/** As they were called then. */
		authorName: text("author_name").notNull(),
		note: text("note").notNull(),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(table) => [tenantPolicy(), primaryKey({ columns: [table.connectionId, table.version] })],
);
