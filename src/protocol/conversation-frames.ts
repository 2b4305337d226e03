// Frames of a conversation's socket: what visitors and agents send, and what the conversation answers.
import { z } from "zod";
import { card } from "./card.ts";
import {
	author,
	conversationStatus,
	entry,
	instant,
	personName,
	priority,
	publicEntry,
	seq,
	tag,
	text,
} from "./entry.ts";
import { clientId, conversationId, customerId, inboxId, teamId, userId } from "./ids.ts";
import { PAGE_ENTRIES } from "./limits.ts";
import { words } from "./text.ts";

/**
 * Every command has a client id: it comes back in the `ack` or `error` that answers it. A command sent again under the
 * same client id has no second effect and gets the first answer again. `after` is the last seq its sender had seen when
 * it was *first* sent: a repeat is looked for only beyond it.
 */
const command = { clientId, after: seq };

export const send = z.object({ type: z.literal("send"), ...command, text });
/** A visitor says who they are. A claim: shown as unproven, and never a key to anybody's data. */
export const introduce = z.object({
	type: z.literal("introduce"),
	...command,
	name: personName.optional(),
	email: z.email().max(320).optional(),
});
export const note = z.object({ type: z.literal("note"), ...command, text });
export const claim = z.object({ type: z.literal("claim"), ...command });
export const release = z.object({ type: z.literal("release"), ...command });
export const assign = z.object({
	type: z.literal("assign"),
	...command,
	teamId,
	assignee: z.object({ id: userId, name: personName }).nullable(),
});
export const setStatus = z.object({ type: z.literal("status"), ...command, status: conversationStatus });
export const setPriority = z.object({ type: z.literal("priority"), ...command, priority });
/** Puts a tag on (`on`), or takes it off. The same word in other letters is the same tag. */
export const setTag = z.object({ type: z.literal("tag"), ...command, tag, on: z.boolean() });

/** What is worth numbering and keeping. */
export const commandFrame = z.discriminatedUnion("type", [
	send,
	introduce,
	note,
	claim,
	release,
	assign,
	setStatus,
	setPriority,
	setTag,
]);
export type CommandFrame = z.infer<typeof commandFrame>;

const typing = z.object({ type: z.literal("typing"), on: z.boolean() });
const read = z.object({ type: z.literal("read"), seq });
/** Asks for entries after or before a seq, `limit` at most (200 where it is absent). */
const page = z.object({
	type: z.literal("page"),
	after: seq.optional(),
	before: seq.optional(),
	limit: z.number().int().min(1).max(PAGE_ENTRIES).optional(),
});

export const clientFrame = z.discriminatedUnion("type", [...commandFrame.options, typing, read, page]);
export type ClientFrame = z.infer<typeof clientFrame>;
/** The frame types that a visitor may send; the others are answered `forbidden`. */
export const VISITOR_FRAMES: ReadonlySet<ClientFrame["type"]> = new Set([
	"send",
	"introduce",
	"typing",
	"read",
	"page",
]);

/** The customer as the conversation knows them. `verified`: the shop has signed for this identity. Claims are never keys. */
export const customerState = z.object({
	id: customerId,
	verified: z.boolean(),
	name: personName.optional(),
	email: words(320).optional(),
	phone: words(40).optional(),
	externalId: words(120).optional(),
	locale: words(35).optional(),
});
export type CustomerState = z.infer<typeof customerState>;

/** What a conversation is at `revision`, the seq of its newest entry: a reader ignores a lower revision than it has. */
export const conversationState = z.object({
	id: conversationId,
	inboxId,
	teamId,
	status: conversationStatus,
	assignee: z.object({ id: userId, name: personName }).nullable(),
	customer: customerState,
	/** Absent: normal. */
	priority: priority.optional(),
	/** Absent: none. */
	tags: z.array(tag).optional(),
	/** How many effects of rules were held back within the last hour, because there were too many. Absent: none. */
	rulesHeld: z.number().int().optional(),
	revision: seq,
});
export type ConversationState = z.infer<typeof conversationState>;

/** How far each side has read, as seqs of the reader of this frame. */
const reads = z.object({ visitor: seq, agent: seq });
const presence = z.object({
	visitor: z.boolean(),
	agents: z.array(z.object({ id: userId.optional(), name: personName })),
});
export type Presence = z.infer<typeof presence>;

const page_ = { hasBefore: z.boolean(), hasAfter: z.boolean() };

function answers<E extends typeof entry | typeof publicEntry>(shape: E) {
	return [
		z.object({ type: z.literal("entry"), entry: shape }),
		/** A page. `hasBefore` and `hasAfter` say whether the log goes on beyond it. */
		z.object({ type: z.literal("entries"), entries: z.array(shape), ...page_ }),
		/** The command is durable; `entry` is what it became, absent where there was nothing to change. */
		z.object({ type: z.literal("ack"), clientId, entry: shape.optional() }),
		z.object({ type: z.literal("typing"), author: author, on: z.boolean() }),
		z.object({ type: z.literal("read"), by: z.enum(["visitor", "agent"]), seq }),
		z.object({ type: z.literal("presence"), presence }),
		z.object({
			type: z.literal("error"),
			code: z.string(),
			message: z.string(),
			retry: z.boolean(),
			clientId: clientId.optional(),
		}),
	] as const;
}

/** First frame on an agent's socket: the conversation, and the entries after the cursor (or the newest, without one). */
const agentWelcome = z.object({
	type: z.literal("welcome"),
	conversation: conversationState,
	entries: z.array(entry),
	...page_,
	reads,
	presence,
	at: instant,
});
export const agentFrame = z.discriminatedUnion("type", [
	agentWelcome,
	...answers(entry),
	z.object({ type: z.literal("state"), conversation: conversationState }),
	z.object({ type: z.literal("card"), card }),
]);
export type AgentFrame = z.infer<typeof agentFrame>;

/** First frame on a visitor's socket. `status` is absent while nothing has been written yet. */
const visitorWelcome = z.object({
	type: z.literal("welcome"),
	status: conversationStatus.optional(),
	entries: z.array(publicEntry),
	...page_,
	reads,
	presence,
	at: instant,
});
export const visitorFrame = z.discriminatedUnion("type", [visitorWelcome, ...answers(publicEntry)]);
export type VisitorFrame = z.infer<typeof visitorFrame>;
