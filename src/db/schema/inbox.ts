import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { InboxSettings } from "../../protocol/http.ts";
import type { InboxId } from "../../protocol/ids.ts";
import { moment, tenantPolicy, workspaceColumn } from "./tenant.ts";

export const inboxes = pgTable(
	"inboxes",
	{
		workspaceId: workspaceColumn(),
		id: text("id").$type<InboxId>().primaryKey(),
		settings: jsonb("settings").$type<InboxSettings>().notNull(),
		/** With which the shop signs who its customer is; sealed. */
		identitySecret: text("identity_secret").notNull(),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(table) => [tenantPolicy(), index("inboxes_by_workspace").on(table.workspaceId, table.createdAt)],
);
