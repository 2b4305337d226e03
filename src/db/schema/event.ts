import { boolean, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { BusinessEvent } from "../../protocol/business-event.ts";
import type { Item } from "../../protocol/card.ts";
import type { Alert } from "../../protocol/desk-frames.ts";
import type { RuleSettings } from "../../protocol/http.ts";
import type { AlertId, ConnectionId, ConversationId, CustomerId, EventId, RuleId } from "../../protocol/ids.ts";
import { moment, tenantPolicy, workspaceColumn } from "./tenant.ts";

/** The id is derived from connection, topic and the system's event id: a second delivery meets its first row. */
export const events = pgTable(
	"events",
	{
		workspaceId: workspaceColumn(),
		id: text("id").$type<EventId>().primaryKey(),
		connectionId: text("connection_id").$type<ConnectionId>().notNull(),
		state: text("state").$type<"received" | "applied">().notNull(),
		event: jsonb("event").$type<BusinessEvent>().notNull(),
		/** Whose it is and in whose timeline it stands: the first delivery decides, later ones read it here. */
		customerId: text("customer_id").$type<CustomerId>(),
		conversationId: text("conversation_id").$type<ConversationId>(),
		receivedAt: moment("received_at").notNull(),
		appliedAt: moment("applied_at"),
	},
	(table) => [
		tenantPolicy(),
		index("events_by_time").on(table.workspaceId, table.receivedAt, table.id),
		index("events_by_customer").on(table.workspaceId, table.customerId, table.receivedAt, table.id),
	],
);

/** Newest known state of an order, a delivery…: a lower version never replaces a higher one. */
export const businessObjects = pgTable(
	"business_objects",
	{
		workspaceId: workspaceColumn(),
		connectionId: text("connection_id").$type<ConnectionId>().notNull(),
		objectType: text("object_type").notNull(),
		objectId: text("object_id").notNull(),
		reference: text("reference").notNull(),
		version: moment("version").notNull(),
		item: jsonb("item").$type<Item>(),
		summary: text("summary").notNull(),
		customerId: text("customer_id").$type<CustomerId>(),
	},
	(table) => [tenantPolicy(), primaryKey({ columns: [table.connectionId, table.objectType, table.objectId] })],
);

export const rules = pgTable(
	"rules",
	{
		workspaceId: workspaceColumn(),
		id: text("id").$type<RuleId>().primaryKey(),
		enabled: boolean("enabled").notNull(),
		settings: jsonb("settings").$type<RuleSettings>().notNull(),
		createdAt: moment("created_at").notNull().defaultNow(),
	},
	(table) => [tenantPolicy(), index("rules_by_workspace").on(table.workspaceId, table.createdAt)],
);

/**
 * Alerts, by rule + business object. The first event's row decides on which desk it rings; later events and repeats find
 * it. The desk's object decides while it is open, and writes here who acknowledged it.
 */
export const alerts = pgTable(
	"alerts",
	{
		workspaceId: workspaceColumn(),
		id: text("id").$type<AlertId>().primaryKey(),
		alert: jsonb("alert").$type<Alert>().notNull(),
		raisedAt: moment("raised_at").notNull(),
	},
	(table) => [tenantPolicy(), index("alerts_by_time").on(table.workspaceId, table.raisedAt)],
);

/** What a queue gave up on, kept whole so that it can be looked at and sent again. */
export const deadLetters = pgTable(
	"dead_letters",
	{
		workspaceId: workspaceColumn(),
		id: text("id").primaryKey(),
		queue: text("queue").notNull(),
		/** The queue's message as JSON, sealed with the workspace's key: it holds customers' data. */
		body: text("body").notNull(),
		at: moment("at").notNull().defaultNow(),
	},
	(table) => [tenantPolicy(), index("dead_letters_by_time").on(table.workspaceId, table.at)],
);
