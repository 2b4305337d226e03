// Entries: the immutable, numbered log that a conversation is.
import { z } from "zod";
import { businessEvent } from "./business-event.ts";
import { clientId, teamId, userId } from "./ids.ts";
import { MAX_TEXT_LENGTH } from "./limits.ts";
import { isVisible, storable, words } from "./text.ts";

export const instant = z.iso.datetime();
export const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const text = z
	.string()
	.max(MAX_TEXT_LENGTH)
	.transform(storable)
	.refine(isVisible, "expected at least one visible character");
/** Cleaned first, so that what is left is a name: at least one visible character. */
export const personName = z
	.string()
	.max(120)
	.transform((value) => storable(value).trim())
	.refine(isVisible, "expected at least one visible character");

export const priority = z.enum(["normal", "high", "urgent"]);
export type Priority = z.infer<typeof priority>;

/** A word that agents and rules put on a conversation: trimmed, with something to see in it. */
export const tag = z
	.string()
	.max(40)
	.transform((value) => storable(value).trim())
	.refine(isVisible, "expected at least one visible character");

export const conversationStatus = z.enum(["open", "resolved"]);
export type ConversationStatus = z.infer<typeof conversationStatus>;

/** Who wrote an entry. `id` is a visitor's, a user's, a connection's (for events), a rule's, or absent for Heddle itself. */
export const author = z.object({
	kind: z.enum(["visitor", "agent", "system"]),
	id: z.string().max(64).optional(),
	name: personName.optional(),
});
export type Author = z.infer<typeof author>;

const assignee = z.object({ id: userId, name: personName }).nullable();

/** What an entry says, by kind. Only `message` and `status` are public. */
export const content = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("message"), text }),
	z.object({ kind: z.literal("note"), text }),
	z.object({ kind: z.literal("event"), event: businessEvent }),
	z.object({ kind: z.literal("assignment"), teamId, assignee }),
	z.object({ kind: z.literal("status"), status: conversationStatus }),
	z.object({ kind: z.literal("priority"), priority }),
	/** Put on (`on`), or taken off. */
	z.object({ kind: z.literal("tag"), tag, on: z.boolean() }),
	/** Who the customer is: proven by the shop (`verified`), or as they say themselves. */
	z.object({
		kind: z.literal("identified"),
		verified: z.boolean(),
		name: personName.optional(),
		email: words(320).optional(),
	}),
]);
export type Content = z.infer<typeof content>;
export type EntryKind = Content["kind"];

/**
 * An entry as staff see it. `seq` counts all entries from 1 without gaps; `publicSeq` counts the public ones so far
 * (so an internal entry repeats its predecessor's). `at` never runs backwards within a conversation.
 */
export const entry = z.object({
	seq,
	publicSeq: seq,
	at: instant,
	author,
	clientId,
	content,
});
export type Entry = z.infer<typeof entry>;

/** An entry as visitors see it: numbered by `publicSeq` alone, without ids of staff. */
export const publicEntry = z.object({
	seq,
	at: instant,
	author: author.pick({ kind: true, name: true }),
	clientId: clientId.optional(),
	content,
});
export type PublicEntry = z.infer<typeof publicEntry>;
