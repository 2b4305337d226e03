// Erasure: what is left of an entry when the law has somebody's data forgotten. The entry stays, with its number, time
// and kind, so that no log has a gap; what it said goes. Pure, and the same for the object and for Postgres.
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { CustomerState } from "../protocol/conversation-frames.ts";
import type { Content, Entry } from "../protocol/entry.ts";
import type { ConnectionId } from "../protocol/ids.ts";

/** person: all that people wrote, who the customer is, and the connection's events. events: the connection's events alone. */
export interface Erasure {
	what: "person" | "events";
	connectionId: ConnectionId;
}

export const ERASED = "[Erased on request]";

/** The same object where there is nothing to erase: erasing twice changes nothing. What Heddle itself wrote stays. */
export function erasedEntry(entry: Entry, erasure: Erasure): Entry {
	const content = erasedContent(entry, erasure);
	const isNamed = erasure.what === "person" && entry.author.kind === "visitor" && entry.author.name !== undefined;
	if (content === entry.content && !isNamed) return entry;
	const { name, ...nameless } = entry.author;
	return { ...entry, author: isNamed ? nameless : entry.author, content };
}

function erasedContent({ content, author }: Entry, { what, connectionId }: Erasure): Content {
	if (content.kind === "event") {
		const { event } = content;
		return event.connectionId !== connectionId || event.summary === ERASED
			? content
			: { kind: "event", event: erasedEvent(event) };
	}
	if (what === "events" || (author.kind === "system" && content.kind !== "identified")) return content;
	switch (content.kind) {
		case "message":
		case "note":
			return content.text === ERASED ? content : { kind: content.kind, text: ERASED };
		case "identified":
			return content.name === undefined && content.email === undefined
				? content
				: { kind: "identified", verified: content.verified };
		default:
			return content;
	}
}

/** Whether something was erased here, by this erasure or an earlier one. */
export function isErased({ content }: Entry): boolean {
	if (content.kind === "event") return content.event.summary === ERASED;
	return (content.kind === "message" || content.kind === "note") && content.text === ERASED;
}

/** What happened when, of which kind, and no more. */
export function erasedEvent({ href: _, ...event }: BusinessEvent): BusinessEvent {
	return { ...event, objectId: "erased", reference: "erased", summary: ERASED, facts: {} };
}

/** Whose conversation it is stays known by an id that means nothing any more. */
export function erasedCustomer({ id }: CustomerState): CustomerState {
	return { id, verified: false };
}
