import { sql } from "drizzle-orm";
import { bigint, customType, index, jsonb, pgPolicy, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { Author, Content, ConversationStatus } from "../../protocol/entry.ts";
import type { ConversationId, CustomerId, InboxId, TeamId, UserId } from "../../protocol/ids.ts";
import { moment, searchRole, tenantPolicy, workspaceColumn } from "./tenant.ts";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** A projection of the Conversation object: `revision` is the seq it was made from, and a lower one never replaces it. */
export const conversations = pgTable(
	"conversations",
	{
		workspaceId: workspaceColumn(),
		id: text("id").$type<ConversationId>().primaryKey(),
		inboxId: text("inbox_id").$type<InboxId>().notNull(),
		customerId: text("customer_id").$type<CustomerId>().notNull(),
		teamId: text("team_id").$type<TeamId>().notNull(),
		assigneeId: text("assignee_id").$type<UserId>(),
		status: text("status").$type<ConversationStatus>().notNull(),
		preview: text("preview"),
		revision: bigint("revision", { mode: "number" }).notNull(),
		createdAt: moment("created_at").notNull(),
		lastAt: moment("last_at").notNull(),
	},
	(table) => [
		tenantPolicy(),
		index("conversations_by_time").on(table.workspaceId, table.lastAt, table.id),
		index("conversations_by_status").on(table.workspaceId, table.status, table.lastAt, table.id),
		index("conversations_by_team").on(table.workspaceId, table.teamId, table.status, table.lastAt, table.id),
		index("conversations_by_customer").on(table.workspaceId, table.customerId, table.lastAt, table.id),
	],
);

export const entries = pgTable(
	"entries",
	{
		workspaceId: workspaceColumn(),
		conversationId: text("conversation_id").$type<ConversationId>().notNull(),
		seq: bigint("seq", { mode: "number" }).notNull(),
		publicSeq: bigint("public_seq", { mode: "number" }).notNull(),
		at: moment("at").notNull(),
		author: jsonb("author").$type<Author>().notNull(),
		clientId: text("client_id").notNull(),
		content: jsonb("content").$type<Content>().notNull(),
		/**
		 * Of messages and notes, Chinese and Japanese in pairs of characters (conversations/search.ts), and the workspace's id as
		 * one more: the index knows no other way to keep to one workspace's entries. Read by `places_of_words` alone.
		 */
		words: tsvector("words"),
	},
	(table) => [
		tenantPolicy(),
		pgPolicy("search_finds_places", { to: searchRole, for: "select", using: sql`true` }),
		primaryKey({ columns: [table.conversationId, table.seq] }),
		index("entries_by_words").using("gin", table.words),
	],
);
