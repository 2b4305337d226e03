import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { BusinessEvent } from "../../protocol/business-event.ts";
import type { Item } from "../../protocol/card.ts";
import type { Alert } from "../../protocol/desk-frames.ts";
import type { AlertId, ConnectionId, ConversationId, CustomerId, EventId, RuleId, UserId } from "../../protocol/ids.ts";
import type { PrivacyWhat } from "../../protocol/privacy.ts";
import type { RuleSettings } from "../../protocol/rules.ts";
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
		/** The event by which a sweep told the same before this one came: its effects are this one's (events/twins.ts). */
		sameAs: text("same_as").$type<EventId>(),
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
		/** The system's own id of its customer, where it says so: whose it is comes out when that id is linked to somebody. */
		ownerId: text("owner_id"),
		/** The event that brought this state; null where a sweep found a newer one that says nothing new. */
		statedBy: text("stated_by").$type<EventId>(),
	},
	(table) => [
		tenantPolicy(),
		primaryKey({ columns: [table.connectionId, table.objectType, table.objectId] }),
		// "Is this their first order?" is asked with every order of a known customer.
		index("orders_by_customer").on(table.workspaceId, table.customerId).where(sql`object_type = 'order'`),
	],
);

/**
 * What people call a business object, as somebody may write it into a chat: order and tracking numbers, as
 * protocol/mentions.ts writes them. They go with their object.
 */
export const objectNumbers = pgTable(
	"object_numbers",
	{
		workspaceId: workspaceColumn(),
		connectionId: text("connection_id").$type<ConnectionId>().notNull(),
		objectType: text("object_type").notNull(),
		objectId: text("object_id").notNull(),
		number: text("number").notNull(),
	},
	(table) => [
		tenantPolicy(),
		primaryKey({ columns: [table.connectionId, table.objectType, table.objectId, table.number] }),
		index("object_numbers_by_number").on(table.workspaceId, table.number),
		foreignKey({
			name: "object_numbers_of_object",
			columns: [table.connectionId, table.objectType, table.objectId],
			foreignColumns: [businessObjects.connectionId, businessObjects.objectType, businessObjects.objectId],
		}).onDelete("cascade"),
	],
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
 * Messages that rules have sent to customers by themselves, by rule + customer or rule + business object: the event of the
 * first row sends it, whichever conversation the customer has later.
 */
export const ruleMessages = pgTable(
	"rule_messages",
	{
		workspaceId: workspaceColumn(),
		id: text("id").primaryKey(),
		ruleId: text("rule_id").$type<RuleId>().notNull(),
		eventId: text("event_id").$type<EventId>().notNull(),
		at: moment("at").notNull().defaultNow(),
	},
	() => [tenantPolicy()],
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

/** What a queue gave up on, one row for each event: looked at, sent again, and back if it fails again. */
export const deadLetters = pgTable(
	"dead_letters",
	{
		workspaceId: workspaceColumn(),
		id: text("id").primaryKey(),
		queue: text("queue").notNull(),
		/** The queue's message as JSON, sealed with the workspace's key: it holds customers' data. */
		body: text("body").notNull(),
		/** When the queue last gave up on it. */
		at: moment("at").notNull().defaultNow(),
		/** Null in rows of releases that did not say. */
		eventId: text("event_id").$type<EventId>(),
		connectionId: text("connection_id").$type<ConnectionId>(),
		topic: text("topic"),
		/** Of the message that brought it last: the same one coming twice is no second failure. */
		messageId: text("message_id"),
		/** The last error as a sentence, without customers' data (events/reasons.ts). */
		reason: text("reason"),
		/** Tries of all its ways through the queue. */
		attempts: integer("attempts").notNull().default(0),
		replayedAt: moment("replayed_at"),
		replayedBy: text("replayed_by").$type<UserId>(),
		/** As they were called then. */
		replayedByName: text("replayed_by_name"),
	},
	(table) => [
		tenantPolicy(),
		index("dead_letters_by_time").on(table.workspaceId, table.at),
		index("dead_letters_by_connection").on(table.workspaceId, table.connectionId, table.id),
	],
);

/** Webhooks of topics that a connector has no words for, counted once for each event. Bounded for each connection. */
export const unknownTopics = pgTable(
	"unknown_topics",
	{
		workspaceId: workspaceColumn(),
		connectionId: text("connection_id").$type<ConnectionId>().notNull(),
		topic: text("topic").notNull(),
		count: integer("count").notNull(),
		firstAt: moment("first_at").notNull(),
		lastAt: moment("last_at").notNull(),
	},
	(table) => [tenantPolicy(), primaryKey({ columns: [table.connectionId, table.topic] })],
);

/** What was done for a system's request about somebody's data. Kept for good: it is the proof. */
export const privacyReceipts = pgTable(
	"privacy_receipts",
	{
		workspaceId: workspaceColumn(),
		/** Derived from the event's: a second delivery meets its first row. */
		id: text("id").primaryKey(),
		eventId: text("event_id").$type<EventId>().notNull(),
		connectionId: text("connection_id").$type<ConnectionId>().notNull(),
		topic: text("topic").notNull(),
		what: text("what").$type<PrivacyWhat>().notNull(),
		/** Keyed hash of whom it is about: names nobody, and is the same whenever they are named. */
		subject: text("subject").notNull(),
		counts: jsonb("counts").$type<Record<string, number>>().notNull(),
		/** Sentences: what remains, and why. */
		remains: jsonb("remains").$type<string[]>().notNull(),
		receivedAt: moment("received_at").notNull(),
		doneAt: moment("done_at").notNull(),
		/** Until when the export lies in KV; null where there is none. */
		exportUntil: moment("export_until"),
		downloadedAt: moment("downloaded_at"),
	},
	(table) => [
		tenantPolicy(),
		index("privacy_receipts_by_time").on(table.workspaceId, table.doneAt, table.id),
		index("privacy_receipts_by_event").on(table.eventId),
	],
);
