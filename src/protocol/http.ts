// Bodies of the HTTP API under /v1. Each room's routes use these; the console and the SDK take their types.
import { z } from "zod";
import { businessEvent } from "./business-event.ts";
import { card } from "./card.ts";
import { conversationState, customerState } from "./conversation-frames.ts";
import { conversationStatus, entry, instant, personName, seq, text } from "./entry.ts";
import { kept, title } from "./http-parts.ts";
import { conversationId, customerId, eventId, inboxId, teamId, userId, visitorId, workspaceId } from "./ids.ts";
import { jurisdiction } from "./jurisdiction.ts";

export const role = z.enum(["owner", "admin", "agent"]);
export type Role = z.infer<typeof role>;

// --- who am I -----------------------------------------------------------------------------------------------------
export const me = z.object({
	user: z.object({ id: userId, name: personName, email: z.string() }),
	workspace: z.object({ id: workspaceId, name: z.string() }).nullable(),
	role: role.nullable(),
	teams: z.array(z.object({ id: teamId, name: z.string() })),
	workspaces: z.array(z.object({ id: workspaceId, name: z.string(), role })),
});
export type Me = z.infer<typeof me>;

/** An agent's ticket opens sockets for an hour without the database. */
export const ticket = z.object({ ticket: z.string(), expiresAt: instant });
export type Ticket = z.infer<typeof ticket>;

export const newWorkspace = z.object({
	name: title(80),
	jurisdiction: jurisdiction.default("none"),
});
export const workspace = z.object({ id: workspaceId, name: z.string(), jurisdiction });

// --- inboxes and the widget ---------------------------------------------------------------------------------------
const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, "expected a colour such as #3b5bdb");
const origin = z
	.string()
	.regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i, "expected an origin such as https://shop.example");

export const inboxSettings = z.object({
	name: title(80),
	teamId,
	/** Sites that may show the widget. */
	origins: z.array(origin).max(50),
	colour,
	/** Greeting for each language. Where the visitor's is not among them, Heddle's own greeting. */
	greetings: z.record(kept(35), kept(300)),
	identityRequired: z.boolean(),
});
export type InboxSettings = z.infer<typeof inboxSettings>;
export const inbox = inboxSettings.extend({ id: inboxId, createdAt: instant });
export type Inbox = z.infer<typeof inbox>;
/** Shown once, when it is made. */
export const identitySecret = z.object({ identitySecret: z.string() });

/** What a widget asks for when it starts. `token`: the one it kept; `identity`: the shop's JWT about its customer. */
export const newWidgetSession = z.object({
	inboxId,
	token: z.string().max(4_000).optional(),
	identity: z.string().max(8_000).optional(),
	locale: z.string().max(35).optional(),
	/** Set to the id of a resolved conversation to begin a new one after it. */
	after: conversationId.optional(),
});
export type NewWidgetSession = z.infer<typeof newWidgetSession>;
export const widgetSession = z.object({
	token: z.string(),
	expiresAt: instant,
	visitorId,
	conversationId,
	/** Whether a shop has signed for this customer. */
	verified: z.boolean(),
	inbox: z.object({ name: z.string(), colour, greeting: z.string().nullable() }),
	agentsThere: z.boolean(),
});
export type WidgetSession = z.infer<typeof widgetSession>;

// --- conversations ------------------------------------------------------------------------------------------------
export const conversation = z.object({
	id: conversationId,
	inboxId,
	teamId,
	status: conversationStatus,
	assigneeId: userId.nullable(),
	customer: z.object({
		id: customerId,
		verified: z.boolean(),
		name: z.string().nullable(),
		email: z.string().nullable(),
	}),
	preview: z.string().nullable(),
	lastSeq: seq,
	createdAt: instant,
	lastAt: instant,
});
export type Conversation = z.infer<typeof conversation>;
export const conversationWithState = z.object({ conversation: conversationState });
export const entriesPage = z.object({ entries: z.array(entry), hasBefore: z.boolean(), hasAfter: z.boolean() });
export type EntriesPage = z.infer<typeof entriesPage>;
/** Its client id is the request's Idempotency-Key; `after` is the last seq its sender had seen (0: none). */
export const newEntry = z.object({ kind: z.enum(["message", "note"]), text, after: seq.default(0) });
export const madeEntry = z.object({ entry });
/** Frames as a socket would send them, by HTTP. */
export const frames = z.object({ frames: z.array(z.looseObject({ type: z.string() })) });
export const searchHit = z.object({
	conversationId,
	seq,
	at: instant,
	author: z.object({ kind: z.string(), name: z.string().nullable() }),
	text: z.string(),
	customer: z.object({ id: customerId, name: z.string().nullable() }),
});
export type SearchHit = z.infer<typeof searchHit>;

/** One line of the profile stream (`application/x-ndjson`): a card as often as its state changes, then `done`. */
export const profileLine = z.discriminatedUnion("type", [
	z.object({ type: z.literal("card"), card }),
	z.object({ type: z.literal("done") }),
]);
export type ProfileLine = z.infer<typeof profileLine>;

// --- customers ----------------------------------------------------------------------------------------------------
export const customer = customerState.extend({ createdAt: instant });
export type Customer = z.infer<typeof customer>;

// --- rules and events ---------------------------------------------------------------------------------------------
export const storedEvent = z.object({
	id: eventId,
	state: z.enum(["received", "applied"]),
	event: businessEvent,
	customerId: customerId.nullable(),
	receivedAt: instant,
	appliedAt: instant.nullable(),
});
export type StoredEvent = z.infer<typeof storedEvent>;
export const hookAccepted = z.object({ accepted: z.literal(true), traceId: z.string() });
