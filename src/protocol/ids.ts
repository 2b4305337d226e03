// Ids: a three-letter prefix that says what it names, an underscore, then 16 to 48 letters and digits.
import { z } from "zod";

const PREFIXES = {
	workspace: "wsp",
	user: "usr",
	team: "tem",
	inbox: "ibx",
	visitor: "vis",
	customer: "cus",
	conversation: "cnv",
	connection: "cnn",
	event: "evt",
	rule: "rul",
	alert: "alr",
	request: "req",
	merge: "mrg",
} as const;

export type Noun = keyof typeof PREFIXES;
export type Id<N extends Noun> = string & z.$brand<N>;

export type WorkspaceId = Id<"workspace">;
export type UserId = Id<"user">;
export type TeamId = Id<"team">;
export type InboxId = Id<"inbox">;
export type VisitorId = Id<"visitor">;
export type CustomerId = Id<"customer">;
export type ConversationId = Id<"conversation">;
export type ConnectionId = Id<"connection">;
export type EventId = Id<"event">;
export type RuleId = Id<"rule">;
export type AlertId = Id<"alert">;
export type RequestId = Id<"request">;
export type MergeId = Id<"merge">;

/** The prefix of a noun's ids, as in `cnv` of `cnv_8f…`. */
export function prefixOf(noun: Noun): string {
	return PREFIXES[noun];
}

function id<N extends Noun>(noun: N) {
	return z
		.string()
		.regex(new RegExp(`^${PREFIXES[noun]}_[0-9A-Za-z]{16,48}$`), `expected an id that begins with ${PREFIXES[noun]}_`)
		.brand<N>();
}

export const workspaceId = id("workspace");
export const userId = id("user");
export const teamId = id("team");
export const inboxId = id("inbox");
export const visitorId = id("visitor");
export const customerId = id("customer");
export const conversationId = id("conversation");
export const connectionId = id("connection");
export const eventId = id("event");
export const ruleId = id("rule");
export const alertId = id("alert");
export const requestId = id("request");
export const mergeId = id("merge");

/**
 * A client's own id of what it sends, unique among its sender's sends: 8 to 64 characters.
 * A UUID fits, and so does a business event's id behind a prefix.
 */
export const CLIENT_ID = /^[0-9A-Za-z_.:-]{8,64}$/;
export const clientId = z.string().regex(CLIENT_ID, "expected 8 to 64 letters, digits or _ . : -");
