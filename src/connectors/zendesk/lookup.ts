// The tickets that a customer has asked for.
import type { z } from "zod";
import { basic } from "../basic.ts";
import type { Lookup, NoteUnknown, SystemFetch, VerifiedKeys } from "../connector.ts";
import { failureOf, parse, type Read } from "../failure.ts";
import { mostUrgent } from "../urgency.ts";
import { ticketList, userSearch } from "./answers.ts";
import type { Settings } from "./settings.ts";
import { toTicket } from "./ticket.ts";

/** Newest tickets looked through for open ones. With their descriptions 50 stay well below the 1 MB of an answer. */
const TICKETS_READ = 50;

/** By e-mail address, else by phone. Never by `externalId`: it is the id of whichever shop signed for the customer. */
export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown?: NoteUnknown,
): Promise<Lookup> {
	for (const key of ["email", "phone"] as const) {
		const value = keys[key];
		if (!value || value.includes('"')) continue;
		const userId = await findUser(key, value, settings, fetchSystem);
		if (!userId.ok) return userId;
		if (!userId.value) continue;
		const query = new URLSearchParams({ sort_by: "updated_at", sort_order: "desc", per_page: String(TICKETS_READ) });
		const tickets = await get(
			`/api/v2/users/${userId.value}/tickets/requested.json?${query}`,
			settings,
			fetchSystem,
			ticketList,
		);
		if (!tickets.ok) return tickets;
		return {
			ok: true,
			found: true,
			externalId: userId.value,
			items: mostUrgent(tickets.value.tickets.map((ticket) => toTicket(ticket, settings, noteUnknown))),
		};
	}
	return { ok: true, found: false, items: [] };
}

/** The search also finds what merely resembles the address: only an equal one is this customer. */
async function findUser(
	key: "email" | "phone",
	value: string,
	settings: Settings,
	fetchSystem: SystemFetch,
): Promise<Read<string | undefined>> {
	const query = new URLSearchParams({ query: `type:user ${key}:"${value}"` });
	const found = await get(`/api/v2/users/search.json?${query}`, settings, fetchSystem, userSearch);
	if (!found.ok) return found;
	const equal = found.value.users.find((user) => user[key]?.toLowerCase() === value.toLowerCase());
	return { ok: true, value: equal?.id };
}

export async function get<T>(
	path: string,
	settings: Settings,
	fetchSystem: SystemFetch,
	schema: z.ZodType<T>,
): Promise<Read<T>> {
	// https://developer.zendesk.com/api-reference/introduction/security-and-auth/#api-token
	const headers = { Authorization: basic(`${settings.email}/token`, settings.apiToken) };
	const answer = await fetchSystem({ path, headers });
	const failure = failureOf(answer, {
		system: "Zendesk",
		unauthenticated:
			"Zendesk does not accept the e-mail address and API token. Check both, and that token access is on.",
		forbidden: "Zendesk does not let this agent read users and tickets. Use an agent with access to all tickets.",
	});
	return failure ?? parse(schema, answer.json, "Zendesk");
}
