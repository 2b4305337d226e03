// What a conversation's socket may say, checked by hand. A frame that does not fit is ignored.
import type { Card } from "../protocol/card.ts";
import type { ConversationState, Presence, VisitorFrame } from "../protocol/conversation-frames.ts";
import type { ConversationStatus, Entry, PublicEntry } from "../protocol/entry.ts";
import { type Fields, isFields, isFlag, isListOf, isMaybe, isNullOr, isSeq, isText } from "./shape.ts";

export type AnyEntry = Entry | PublicEntry;

type SameForBoth = Extract<VisitorFrame, { type: "typing" | "read" | "presence" | "error" }>;

/** The frames of one audience, by the entries that it gets: `Entry` for agents, `PublicEntry` for visitors. */
export type ConversationFrame<E extends AnyEntry> =
	| SameForBoth
	| Welcome<E>
	| { type: "entry"; entry: E }
	| { type: "entries"; entries: E[]; hasBefore: boolean; hasAfter: boolean }
	| { type: "ack"; clientId: string; entry?: E }
	| { type: "state"; conversation: ConversationState }
	| { type: "card"; card: Card };

export interface Welcome<E extends AnyEntry> {
	type: "welcome";
	status?: ConversationStatus;
	conversation?: ConversationState;
	entries: E[];
	hasAfter: boolean;
	reads: { visitor: number; agent: number };
	presence: Presence;
}

export function isConversationFrame<E extends AnyEntry>(frame: Fields): frame is ConversationFrame<E> & Fields {
	const { type } = frame;
	return isText(type) && (FITS.get(type)?.(frame) ?? false);
}

const FITS = new Map<string, (frame: Fields) => boolean>([
	["welcome", isWelcome],
	["entry", ({ entry }) => isEntry(entry)],
	["entries", (frame) => isListOf(frame.entries, isEntry) && isFlag(frame.hasAfter)],
	["ack", ({ clientId, entry }) => isText(clientId) && isMaybe(entry, isEntry)],
	["typing", ({ author, on }) => isAuthor(author) && isFlag(on)],
	["read", ({ by, seq }) => (by === "visitor" || by === "agent") && isSeq(seq)],
	["presence", ({ presence }) => isPresence(presence)],
	["error", isErrorFrame],
	["state", ({ conversation }) => isState(conversation)],
	["card", ({ card }) => isCard(card)],
]);

export function isErrorFrame({ code, message, retry, clientId }: Fields): boolean {
	return isText(code) && isText(message) && isFlag(retry) && isMaybe(clientId, isText);
}

function isWelcome({ status, conversation, entries, hasAfter, reads, presence }: Fields): boolean {
	const readsFit = isFields(reads) && isSeq(reads.visitor) && isSeq(reads.agent);
	const stateFits = isMaybe(status, isStatus) && isMaybe(conversation, isState);
	return stateFits && isListOf(entries, isEntry) && isFlag(hasAfter) && readsFit && isPresence(presence);
}

/** A kind that we do not know yet still takes its place in the order: only what is shown of it is unknown. */
function isEntry(value: unknown): boolean {
	if (!isFields(value) || !isSeq(value.seq) || !isText(value.at) || !isAuthor(value.author)) return false;
	const { clientId, content } = value;
	if (!isMaybe(clientId, isText) || !isFields(content) || !isText(content.kind)) return false;
	return CONTENT_FITS.get(content.kind)?.(content) ?? true;
}

const CONTENT_FITS = new Map<string, (content: Fields) => boolean>([
	["message", ({ text }) => isText(text)],
	["note", ({ text }) => isText(text)],
	["event", ({ event }) => isFields(event) && isText(event.kind) && isText(event.summary)],
	["assignment", ({ teamId, assignee }) => isText(teamId) && isNullOr(assignee, isPerson)],
	["status", ({ status }) => isStatus(status)],
	["priority", ({ priority }) => isText(priority)],
	["tag", ({ tag, on }) => isText(tag) && isFlag(on)],
]);

function isAuthor(value: unknown): boolean {
	if (!isFields(value) || !isMaybe(value.id, isText) || !isMaybe(value.name, isText)) return false;
	return value.kind === "visitor" || value.kind === "agent" || value.kind === "system";
}

function isStatus(value: unknown): boolean {
	return value === "open" || value === "resolved";
}

export function isPerson(value: unknown): boolean {
	return isFields(value) && isText(value.id) && isText(value.name);
}

function isPresence(value: unknown): boolean {
	const isNamed = (agent: unknown) => isFields(agent) && isText(agent.name) && isMaybe(agent.id, isText);
	return isFields(value) && isFlag(value.visitor) && isListOf(value.agents, isNamed);
}

function isState(value: unknown): boolean {
	if (!isFields(value) || !isText(value.id) || !isText(value.inboxId) || !isText(value.teamId)) return false;
	const { status, assignee, customer, revision, priority, tags } = value;
	const isCustomer = isFields(customer) && isText(customer.id) && isFlag(customer.verified);
	const marksFit = isMaybe(priority, isText) && isMaybe(tags, isTags);
	return isStatus(status) && isNullOr(assignee, isPerson) && isCustomer && marksFit && isSeq(revision);
}

export function isTags(value: unknown): boolean {
	return isListOf(value, isText);
}

function isCard(value: unknown): boolean {
	if (!isFields(value) || !isText(value.connectionId) || !isText(value.connector)) return false;
	const isItem = (item: unknown) => isFields(item) && isText(item.type);
	return isText(value.title) && isText(value.state) && isListOf(value.items, isItem);
}
