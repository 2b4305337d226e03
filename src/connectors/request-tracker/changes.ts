// A ticket that a sweep has found, in canonical form. Business events have no kind for tickets: all are `other`, with a
// sentence and the ticket's newest state.

import type { Finding, HookHead, Translated } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { unread } from "../unread.ts";
import { type TicketAnswer, ticket } from "./answers.ts";
import { type Settings, ticketHref } from "./settings.ts";
import { toTicket } from "./ticket.ts";

export function translate(head: HookHead, payload: unknown, settings: Settings): Translated {
	const read = ticket.safeParse(payload);
	if (!read.success) return unread(head, "ticket");
	const item = toTicket(read.data, settings);
	const what = head.topic === "ticket.created" ? "created" : "changed";
	const email = requestorOf(read.data);
	return {
		kind: "other",
		objectType: "ticket",
		objectId: read.data.id,
		reference: item.reference,
		summary: clean(`Ticket ${item.reference} ${what}, ${item.state.label.toLowerCase()}: ${item.subject}`, 500),
		href: ticketHref(settings, read.data.id),
		version: read.data.LastUpdated,
		facts: {},
		customer: email === undefined ? {} : { email },
		item,
	};
}

/** One whose state is known is not new any more: windows overlap. */
export function withLast({ head, payload }: Finding): Finding {
	return { head: { ...head, topic: "ticket.updated" }, payload };
}

/** The first of them that RT shows the address of: an event is one customer's. */
function requestorOf({ Requestor }: TicketAnswer): string | undefined {
	return Requestor.map(({ EmailAddress }) => clean(EmailAddress ?? "")).find((email) => email.includes("@"));
}
