// A ticket on a card: what its status and priority mean to the agent who sees it.
import type { Ticket, Tone } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import type { TicketAnswer } from "./answers.ts";
import { type Settings, ticketHref } from "./settings.ts";

// https://docs.bestpractical.com/rt/5.0.3/customizing/lifecycles.html: the default lifecycle; a site may add its own.
const STATUS = new Map<string, { label: string; tone: Tone }>([
	["new", { label: "New", tone: "warn" }],
	["open", { label: "Open", tone: "warn" }],
	["stalled", { label: "Stalled", tone: "neutral" }],
	["resolved", { label: "Resolved", tone: "good" }],
	["rejected", { label: "Rejected", tone: "neutral" }],
	["deleted", { label: "Deleted", tone: "neutral" }],
]);

/** https://docs.bestpractical.com/rt/5.0.3/RT_Config.html#PriorityAsString: the default's words. */
const PRIORITY = new Map([
	[0, "Low"],
	[50, "Medium"],
	[100, "High"],
]);
const HIGH = 100;

export function toTicket(
	{ id, Subject, Status, Priority, LastUpdated }: TicketAnswer,
	settings: Settings,
	noteUnknown?: NoteUnknown,
): Ticket {
	const known = STATUS.get(Status.toLowerCase());
	if (!known) noteUnknown?.("items.Status", Status, STATUS.keys());
	const state = known ?? { label: clean(Status) || "Unknown", tone: "neutral" };
	const urgent = state.tone === "warn" && Priority !== undefined && Priority >= HIGH;
	return {
		type: "ticket",
		id,
		reference: `#${id}`,
		href: ticketHref(settings, id),
		subject: clean(Subject ?? "") || "(no subject)",
		state: urgent ? { ...state, tone: "bad" } : state,
		...(Priority !== undefined && { priority: PRIORITY.get(Priority) ?? String(Priority) }),
		updatedAt: LastUpdated,
	};
}
