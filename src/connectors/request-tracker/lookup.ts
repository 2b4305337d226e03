// The tickets that a customer has asked for.
import type { Lookup, NoteUnknown, SystemFetch, VerifiedKeys } from "../connector.ts";
import { fail, type Read } from "../failure.ts";
import { mostUrgent } from "../urgency.ts";
import { type TicketAnswer, ticketList } from "./answers.ts";
import type { Settings } from "./settings.ts";
import { get, type Site } from "./site.ts";
import { toTicket } from "./ticket.ts";
import { openAndRequestedBy, requestedBy } from "./ticket-sql.ts";

/** Tickets of one answer; RT gives 100 at most. With these fields 50 are some 30 KB. */
const TICKETS_READ = 50;

/**
 * By e-mail address: RT hides telephone numbers from all but its administrators, so that none could be compared. Never by
 * `externalId`: it is the id of whichever shop signed for the customer. One call; a second one for customers with so many
 * tickets that an open one may be older than all that came.
 */
export async function lookup(
	{ email }: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown?: NoteUnknown,
): Promise<Lookup> {
	if (!email) return { ok: true, found: false, items: [] };
	const site = { settings, fetchSystem };
	const newest = await search(site, requestedBy(email));
	if (!newest.ok) return newest;
	const open: Read<TicketAnswer[]> =
		newest.value.length < TICKETS_READ ? { ok: true, value: [] } : await search(site, openAndRequestedBy(email));
	if (!open.ok) return open;
	const found = new Map([...newest.value, ...open.value].map((ticket) => [ticket.id, ticket]));
	const asked = [...found.values()].filter((ticket) => isRequestor(ticket, email));
	if (asked.length === 0 && [...found.values()].some(hidesRequestors))
		return fail("Request Tracker hides e-mail addresses from the token's user, so that no customer can be compared.");
	const items = mostUrgent(asked.map((ticket) => toTicket(ticket, settings, noteUnknown)));
	return { ok: true, found: asked.length > 0, items };
}

/** Newest first. https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html#Searching */
async function search(site: Site, query: string): Promise<Read<TicketAnswer[]>> {
	const read = await get(
		site,
		"/tickets",
		{
			query,
			orderby: "LastUpdated",
			order: "DESC",
			per_page: String(TICKETS_READ),
			fields: "Subject,Status,Priority,LastUpdated,Requestor",
			"fields[Requestor]": "EmailAddress",
		},
		ticketList,
	);
	return read.ok ? { ok: true, value: read.value.items } : read;
}

/** A database may take more for equal than we do: only the same address, in whatever case, is this customer. */
function isRequestor({ Requestor }: TicketAnswer, email: string): boolean {
	return Requestor.some(({ EmailAddress }) => EmailAddress?.toLowerCase() === email.toLowerCase());
}

function hidesRequestors({ Requestor }: TicketAnswer): boolean {
	return Requestor.some(({ EmailAddress }) => !EmailAddress);
}
