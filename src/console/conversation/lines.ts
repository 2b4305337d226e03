// From the log to what is drawn: days, messages, notes, events, and slim lines for the rest.
import type { Pending } from "../../client/outbox.ts";
import type { BusinessEvent } from "../../protocol/business-event.ts";
import type { Author, Entry } from "../../protocol/entry.ts";
import { dayOf } from "../format/time.ts";
import { type EventLine, type StormLine, withStorms } from "./storms.ts";

export type Mark = "sent" | "read";
export interface Spoken {
	key: string;
	seq: number;
	at: string;
	author: Author;
	text: string;
	/** Whether it begins a run of one author's messages, and so carries their name. */
	opens: boolean;
	/** On our messages: how far it has come. */
	mark: Mark | null;
}
export type Line =
	| { type: "day"; key: string; at: string }
	| ({ type: "message" } & Spoken)
	| ({ type: "note" } & Spoken)
	| EventLine
	| StormLine
	/** What had happened before the conversation began, newest last. */
	| { type: "earlier"; key: string; events: readonly BusinessEvent[] }
	| { type: "slim"; key: string; at: string; text: string }
	| { type: "pending"; key: string; pending: Pending };

/** Messages of one author that follow each other within this form one run. */
const RUN_MS = 5 * 60_000;

interface Log {
	entries: readonly Entry[];
	pending: readonly Pending[];
	/** Seq up to which the visitor has read. */
	readByVisitor: number;
	me: string;
	teamName: (teamId: string) => string;
	/** Of this customer, from before the conversation; none where its beginning is not loaded. */
	earlier?: readonly BusinessEvent[];
}

export function linesOf(log: Log): Line[] {
	const lines: Line[] = [];
	if (log.earlier && log.earlier.length > 0) lines.push({ type: "earlier", key: "earlier", events: log.earlier });
	let day = "";
	let previous: Entry | null = null;
	for (const entry of log.entries) {
		if (dayOf(entry.at) !== day) {
			day = dayOf(entry.at);
			previous = null;
			lines.push({ type: "day", key: `day ${day}`, at: entry.at });
		}
		lines.push(lineOf(entry, previous, log));
		previous = entry;
	}
	const drawn: Line[] = withStorms(lines);
	for (const pending of log.pending) {
		drawn.push({ type: "pending", key: keyOf("agent", log.me, pending.clientId), pending });
	}
	return drawn;
}

function lineOf(entry: Entry, previous: Entry | null, log: Log): Line {
	const { author, at, content, seq } = entry;
	const isTyped = author.kind !== "system" && (content.kind === "message" || content.kind === "note");
	// What one command or one rule's turn makes has one client id.
	const key = isTyped ? keyOf(author.kind, author.id, entry.clientId) : `entry ${seq}`;
	if (content.kind === "event") return { type: "event", key, at, event: content.event };
	if (content.kind !== "message" && content.kind !== "note") {
		return { type: "slim", key, at, text: slimText(entry, log.teamName) };
	}
	const ours = content.kind === "message" && author.kind !== "visitor";
	return {
		type: content.kind,
		key,
		seq,
		at,
		author,
		text: content.text,
		opens: !continues(entry, previous),
		mark: ours ? (seq <= log.readByVisitor ? "read" : "sent") : null,
	};
}

// A message keeps its key when it turns from pending into an entry, so that it stays the same element on screen.
function keyOf(kind: string, id: string | undefined, clientId: string): string {
	return `${kind} ${id ?? ""} ${clientId}`;
}

function continues(entry: Entry, previous: Entry | null): boolean {
	if (!previous || previous.content.kind !== entry.content.kind) return false;
	const sameAuthor = previous.author.kind === entry.author.kind && previous.author.id === entry.author.id;
	return sameAuthor && Date.parse(entry.at) - Date.parse(previous.at) < RUN_MS;
}

function slimText({ author, content }: Entry, teamName: Log["teamName"]): string {
	const who = author.name ?? (author.kind === "visitor" ? "The customer" : "Heddle");
	switch (content.kind) {
		case "assignment":
			if (content.assignee === null) return `${who} left it to ${teamName(content.teamId)}`;
			if (content.assignee.id === author.id) return `${who} took the conversation`;
			return `${who} assigned it to ${content.assignee.name}`;
		case "status":
			return content.status === "resolved" ? `${who} resolved the conversation` : `${who} reopened the conversation`;
		case "priority":
			return `${who} set the priority to ${content.priority}`;
		case "tag":
			return content.on ? `${who} put on the tag “${content.tag}”` : `${who} took off the tag “${content.tag}”`;
		case "identified":
			return `${content.verified ? "The shop has confirmed who this is" : "The customer says who they are (not proven)"}: ${[content.name, content.email].filter(Boolean).join(", ")}`;
		default:
			return "";
	}
}
