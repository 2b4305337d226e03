import { boolean, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { ConnectionId } from "../../protocol/ids.ts";
import { moment, tenantPolicy, workspaceColumn } from "./tenant.ts";

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
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(table) => [tenantPolicy(), index("connections_by_workspace").on(table.workspaceId, table.createdAt)],
);
