// A ticket event in canonical form. Business events have no kind for tickets: all are `other`, with a sentence and the
// ticket's newest state.
import { z } from "zod";
import type { HookHead, Translated } from "../connector.ts";
import { clean, idText, instant, optionalLabel } from "../foreign-value.ts";
import { unread } from "../unread.ts";
import { type Settings, ticketHref } from "./settings.ts";
import { toTicket } from "./ticket.ts";

export const PREFIX = "zen:event-type:ticket.";

/** https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events */
export const topics: readonly string[] = ["created", "status_changed", "priority_changed", "comment_added"].map(
	(name) => `${PREFIX}${name}`,
);

/** `detail` is the ticket; Zendesk writes statuses and priorities of events in capitals. */
export const ticketEvent = z.object({
	detail: z.object({
		id: idText,
		subject: z.string().nullish(),
		status: z.string(),
		priority: optionalLabel,
		updated_at: instant,
		requester_id: idText.nullish().catch(undefined),
	}),
});

export function translate(head: HookHead, payload: unknown, settings: Settings): Translated {
	const read = head.topic.startsWith(PREFIX) ? ticketEvent.safeParse(payload) : undefined;
	if (!read?.success) return unread(head);
	const { detail } = read.data;
	const item = toTicket({ ...detail, subject: detail.subject ?? null }, settings);
	const what = head.topic.slice(PREFIX.length).replaceAll("_", " ");
	return {
		kind: "other",
		objectType: "ticket",
		objectId: detail.id,
		reference: item.reference,
		summary: clean(`Ticket ${item.reference} ${what}, ${item.state.label.toLowerCase()}: ${item.subject}`, 500),
		href: ticketHref(settings, detail.id),
		version: detail.updated_at,
		facts: {},
		// Events name the requester by Zendesk's own id only: whose that is, a look-up by e-mail has shown (lookup.ts).
		customer: detail.requester_id ? { externalId: detail.requester_id } : {},
		item,
	};
}
