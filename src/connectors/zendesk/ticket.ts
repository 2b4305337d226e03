// A ticket on a card: what its status and priority mean to the agent who sees it.
import type { Ticket, Tone } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import type { TicketAnswer } from "./answers.ts";
import { type Settings, ticketHref } from "./settings.ts";

// https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#json-format (status)
const STATUS = new Map<string, { label: string; tone: Tone }>([
	["new", { label: "New", tone: "warn" }],
	["open", { label: "Open", tone: "warn" }],
	["pending", { label: "Pending", tone: "neutral" }],
	["hold", { label: "On hold", tone: "neutral" }],
	["solved", { label: "Solved", tone: "good" }],
	["closed", { label: "Closed", tone: "good" }],
]);

export function toTicket(
	{ id, subject, status, priority, updated_at }: TicketAnswer,
	settings: Settings,
	noteUnknown?: NoteUnknown,
): Ticket {
	if (!STATUS.has(status.toLowerCase())) noteUnknown?.("tickets.status", status, STATUS.keys());
	const state = statusOf(status);
	const urgent = state.tone === "warn" && priority?.toLowerCase() === "urgent";
	return {
		type: "ticket",
		id,
		reference: `#${id}`,
		href: ticketHref(settings, id),
		subject: clean(subject ?? "") || "(no subject)",
		state: urgent ? { ...state, tone: "bad" } : state,
		...(priority && { priority: priority.toLowerCase() }),
		updatedAt: updated_at,
	};
}

/** Webhooks write it in capitals. */
export function statusOf(status: string): Ticket["state"] {
	return STATUS.get(status.toLowerCase()) ?? { label: clean(status.toLowerCase()), tone: "neutral" };
}
