// What changed in Request Tracker, which tells nobody by itself: tickets by the time of their last change.
// https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html#Searching
import { z } from "zod";
import type { Finding, FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { fail } from "../failure.ts";
import { placeIn } from "../poll-place.ts";
import { type ChangedTicket, changedTickets } from "./answers.ts";
import { translate, withLast } from "./changes.ts";
import type { Settings } from "./settings.ts";
import { get } from "./site.ts";
import { changedWithin } from "./ticket-sql.ts";

/** As many as a look-up reads: some 30 KB. */
const PAGE = 50;
/**
 * So much more of the past is asked for: RT's clock may be another, and while its user's zone changes its clocks, "ago" is
 * off by that hour. What is too old is left out here.
 */
const MARGIN_MS = 65 * 60_000;

/**
 * Where the next page begins. Pages are in the order of ids, so that a ticket that changes meanwhile moves none. `page`
 * counts on from that id only where RT has left tickets out of a page.
 */
const place = z.object({ afterId: z.string().regex(/^\d{1,18}$/), page: z.number().int().min(1) });

export const poll: Poll<Settings> = {
	tells: "states",
	/** `LastUpdated`: whole seconds. */
	precisionMs: 1_000,
	changedSince: (span, settings, fetchSystem, cursor) => changedSince(span, settings, fetchSystem, cursor),
	besideLast: withLast,
	translate,
};

export async function changedSince(
	span: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
	nowMs: number = Date.now(),
): Promise<Read<FoundPage>> {
	const at = placeIn(place, cursor, { afterId: "0", page: 1 });
	const read = await get(
		{ settings, fetchSystem },
		"/tickets",
		{
			query: changedWithin(Math.max(nowMs - span.afterMs, 0) + MARGIN_MS, at.afterId),
			orderby: "id",
			order: "ASC",
			per_page: String(PAGE),
			page: String(at.page),
			fields: "Subject,Status,Priority,Created,LastUpdated,Requestor",
			"fields[Requestor]": "EmailAddress",
		},
		changedTickets,
	);
	if (!read.ok) return read;
	const { items, total } = read.value;
	if (total === undefined || total === null)
		return fail(
			"Request Tracker does not say how many tickets changed. Give the token's user ShowTicket for all queues, or set $UseSQLForACLChecks to 1.",
		);
	const findings = items.filter((ticket) => isWithin(ticket, span)).map((ticket) => found(ticket, span));
	if (total <= at.page * PAGE) return { ok: true, value: { findings } };
	const last = items.length < PAGE ? undefined : items.at(-1);
	const next = last ? { afterId: last.id, page: 1 } : { ...at, page: at.page + 1 };
	return { ok: true, value: { findings, next: JSON.stringify(next) } };
}

function isWithin({ LastUpdated }: ChangedTicket, { afterMs, untilMs }: Span): boolean {
	const changedMs = Date.parse(LastUpdated);
	return changedMs > afterMs && changedMs <= untilMs;
}

function found(ticket: ChangedTicket, { afterMs }: Span): Finding {
	const topic = Date.parse(ticket.Created) > afterMs ? "ticket.created" : "ticket.updated";
	return { head: { topic, eventId: `${ticket.id} ${ticket.LastUpdated}` }, payload: ticket };
}
