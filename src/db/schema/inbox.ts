import { sql } from "drizzle-orm";
import { index, jsonb, pgPolicy, pgTable, text } from "drizzle-orm/pg-core";
import type { InboxSettings } from "../../protocol/http.ts";
import type { InboxId } from "../../protocol/ids.ts";
import { appRole, moment, tenantPolicy, workspaceColumn } from "./tenant.ts";

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

/** Which workspace an inbox belongs to: readable before a workspace is known (a widget names only its inbox), two ids and no more. */
export const inboxDirectory = pgTable(
	"inbox_directory",
	{ workspaceId: workspaceColumn(), inboxId: text("inbox_id").$type<InboxId>().primaryKey() },
	() => [tenantPolicy(), pgPolicy("anyone_finds_the_workspace", { to: appRole, for: "select", using: sql`true` })],
);
