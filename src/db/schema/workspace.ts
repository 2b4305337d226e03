import { index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { TeamId, UserId, WorkspaceId } from "../../protocol/ids.ts";
import { moment, tenantPolicy, workspaceColumn } from "./tenant.ts";

export const workspaces = pgTable(
	"workspaces",
	{
		id: text("id").$type<WorkspaceId>().primaryKey(),
		jurisdiction: text("jurisdiction").$type<"none" | "eu" | "us">().notNull(),
		defaultTeamId: text("default_team_id").$type<TeamId>().notNull(),
		/** The workspace's data key, sealed with the deployment's key. */
		dataKey: text("data_key").notNull(),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	() => [tenantPolicy("id")],
);

/** Who did what: written with the change itself. */
export const audit = pgTable(
	"audit",
	{
		workspaceId: workspaceColumn(),
		id: text("id").primaryKey(),
		userId: text("user_id").$type<UserId>(),
		action: text("action").notNull(),
		target: text("target").notNull(),
		details: jsonb("details").$type<Record<string, string>>().notNull(),
		at: moment("at").notNull().defaultNow(),
	},
	(table) => [tenantPolicy(), index("audit_by_time").on(table.workspaceId, table.at)],
);

/** First answers of creating POSTs, by the caller's Idempotency-Key. `status` null: the first request is still running. */
export const idempotencyKeys = pgTable(
	"idempotency_keys",
	{
		workspaceId: workspaceColumn(),
		scope: text("scope").notNull(),
		key: text("key").notNull(),
		requestHash: text("request_hash").notNull(),
		status: integer("status"),
		/** Sealed with the workspace's key: an answer may show a secret this once. */
		answer: text("answer"),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(table) => [tenantPolicy(), primaryKey({ columns: [table.workspaceId, table.scope, table.key] })],
);
