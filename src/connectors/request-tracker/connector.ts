// Request Tracker 5: the customer's tickets by REST 2.0. RT has no webhooks of its own: what changed is asked for (poll.ts).
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { clean } from "../foreign-value.ts";
import { unsignedHooks } from "../own-events.ts";
import { anyTickets, queueList, version } from "./answers.ts";
import { lookup } from "./lookup.ts";
import { poll } from "./poll.ts";
import { type Settings, settings } from "./settings.ts";
import { get } from "./site.ts";

export const requestTracker: Connector<Settings> = {
	name: "request-tracker",
	title: "Request Tracker",
	group: "tickets",
	summary: "The customer's tickets, open ones first.",
	fields: [
		{
			key: "url",
			label: "Address of RT",
			help: "As in the browser, with its path.",
			placeholder: "https://help.example.com/rt",
			secret: false,
			required: true,
		},
		{
			key: "token",
			label: "Auth token",
			help: "Of a user made for Heddle: Logged in as → Settings → Auth Tokens.",
			placeholder: "1-14-…",
			secret: true,
			required: true,
		},
	],
	settings,
	origin: ({ url, origin }) => origin ?? new URL(url).origin,
	lookup,
	test,
	hooks: unsignedHooks("In Request Tracker, Admin → Global → Scrips: add one whose action POSTs JSON to this address."),
	poll,
};

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	const site = { settings, fetchSystem };
	return tested("Request Tracker", async () => {
		const running = await get(site, "/rt", {}, version);
		if (!running.ok) return [{ ok: false, text: running.reason }];
		const [queues, tickets] = await Promise.all([
			get(site, "/queues/all", { per_page: "100", fields: "Name" }, queueList),
			get(site, "/tickets", { query: "id > 0", per_page: "1" }, anyTickets),
		]);
		return [
			{ ok: true, text: `Signed in to Request Tracker ${running.value.Version}.` },
			queues.ok ? queuesLine(queues.value.items.map(({ Name }) => Name)) : { ok: false, text: queues.reason },
			tickets.ok ? ticketsLine(tickets.value.items.length > 0) : { ok: false, text: tickets.reason },
		];
	});
}

function queuesLine(names: string[]): TestLine {
	if (names.length === 0) return { ok: false, text: "No queue can be seen: give the token's user the right SeeQueue." };
	return { ok: true, text: clean(`Queues that can be seen: ${names.join(", ")}`) };
}

/** RT finds nothing where a right is missing, so that an empty RT and a missing right look alike. */
function ticketsLine(any: boolean): TestLine {
	return any
		? { ok: true, text: "Tickets can be searched." }
		: { ok: false, text: "No ticket can be seen: give the token's user the right ShowTicket, unless RT has none yet." };
}
