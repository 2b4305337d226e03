// What changed in Zendesk while no webhook told of it: the tickets that an agent may list, by their time of change, newest
// first. https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#list-tickets (sorting, cursor pagination)
// Not the incremental export: that is for admins only, and goes by another time than the one that webhooks carry. Not the
// search: its index lags by minutes.
import type { Item } from "../../protocol/card.ts";
import type { Finding, FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { type ChangedTicket, changedTickets } from "./answers.ts";
import { get } from "./lookup.ts";
import type { Settings } from "./settings.ts";
import { statusOf } from "./ticket.ts";
import { PREFIX, ticketEvent } from "./translate.ts";

/** With their descriptions 50 tickets stay well below the 1 MB of an answer. */
const PAGE = 50;
/** Of `updated_at`. */
const SECOND_MS = 1_000;

export const poll: Poll<Settings> = {
	tells: "states",
	precisionMs: SECOND_MS,
	changedSince,
	besideLast: (finding, last) => withChange(finding, last),
};

/**
 * A ticket that changes while pages are read moves to the front and leaves the window: it belongs to the next one. So
 * nothing that stands behind a page can be missed, and the first ticket that is older than the window ends it.
 */
async function changedSince(
	{ afterMs, untilMs }: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
): Promise<Read<FoundPage>> {
	const query = new URLSearchParams({ sort: "-updated_at", "page[size]": String(PAGE) });
	if (cursor !== undefined) query.set("page[after]", cursor);
	const read = await get(`/api/v2/tickets.json?${query}`, settings, fetchSystem, changedTickets);
	if (!read.ok) return read;
	const { tickets, meta } = read.value;
	// Whole seconds: what changed within the window's first one may have changed after its beginning.
	const fromMs = Math.floor(afterMs / SECOND_MS) * SECOND_MS;
	const isSince = ({ updated_at }: ChangedTicket) => Date.parse(updated_at) >= fromMs;
	const findings = tickets
		.filter((ticket) => isSince(ticket) && Date.parse(ticket.updated_at) <= untilMs)
		.map((ticket) => found(ticket, fromMs));
	const more = meta.has_more && tickets.every(isSince) && meta.after_cursor;
	return { ok: true, value: { findings, ...(more && { next: more }) } };
}

/** As a webhook's body, of which only what `translate` reads. */
function found({ created_at, ...detail }: ChangedTicket, fromMs: number): Finding {
	const what = Date.parse(created_at) >= fromMs ? "created" : "changed";
	return { head: { topic: `${PREFIX}${what}`, eventId: `${detail.id} ${detail.updated_at}` }, payload: { detail } };
}

/** What happened between the state that is known and this one, by the webhook that would have told of it. */
function withChange({ head, payload }: Finding, last: Item): Finding {
	const read = ticketEvent.safeParse(payload);
	if (last.type !== "ticket" || !read.success) return { head, payload };
	const { status, priority } = read.data.detail;
	const what =
		statusOf(status).label !== last.state.label
			? "status_changed"
			: priority?.toLowerCase() !== last.priority
				? "priority_changed"
				: "changed";
	return { head: { ...head, topic: `${PREFIX}${what}` }, payload };
}
