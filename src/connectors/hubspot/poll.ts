// What changed in HubSpot while no webhook told of it. The search finds contacts whose `lastmodifieddate` has moved, which
// any page view or opened e-mail does; the histories of the properties that webhooks tell of say what happened, and when.
// https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm
// https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/contacts/batch/get-contacts (propertiesWithHistory)
import { z } from "zod";
import type { FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { placeIn } from "../poll-place.ts";
import { account, type ChangedContact, changedContacts, contactHistories } from "./answers.ts";
import { type Change, changesOf, SECOND_MS, translateChange } from "./changes.ts";
import { type Crm, call } from "./crm.ts";
import { type Settings, TOLD_PROPERTIES } from "./settings.ts";

/** Two reads' worth: five searches a second are for all apps of an account together. */
const PAGE = 100;
/** "The maximum number of inputs supported in a batch request for property histories is 50", says its refusal of 51. */
const READ = 50;

/**
 * Who changed within the window and was seen on a page since stands behind it, up to now. A search so far behind that now
 * is later than this after the window's end goes on to the next window, in place of following those who are seen for ever.
 */
const BEHIND_MS = 10 * 60_000;

/**
 * Where the next page begins: at this time of change. A contact that changes meanwhile moves to the end, and pages counted
 * from the start would move; `after` only counts within one millisecond, far below the 10,000 where a search ends.
 */
const place = z.object({ fromMs: z.number(), after: z.string().optional() });

export const poll: Poll<Settings> = {
	tells: "states",
	/** As coarse as changes.ts makes it. */
	precisionMs: SECOND_MS,
	changedSince,
	translate: translateChange,
};

/** Whoever was touched since the window began; what the histories tell of is held to the window. */
async function changedSince(
	span: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
): Promise<Read<FoundPage>> {
	const crm = { settings, fetchSystem };
	const at = placeIn(place, cursor, {
		fromMs: span.afterMs + 1,
	});
	const search = await call(crm, { method: "POST", path: SEARCH, json: searchFrom(at, span.untilMs) }, changedContacts);
	if (!search.ok) return search;
	const { results, paging } = search.value;
	const ids = results.map(({ id }) => id);
	const reads = await Promise.all([historiesOf(crm, ids.slice(0, READ)), historiesOf(crm, ids.slice(READ))]);
	const changes: Change[] = [];
	for (const read of reads) {
		if (!read.ok) return read;
		changes.push(...read.value.flatMap((contact) => changesOf(contact, span)));
	}
	const portalId = changes.length > 0 ? await portalOf(crm) : undefined;
	const findings = changes.map((change) => ({
		head: {
			topic: change.created ? "contact.creation" : "contact.propertyChange",
			eventId: `${change.id} ${change.at}`,
		},
		payload: { ...change, ...(portalId && { portalId }) },
	}));
	const next = nextPlace(at, results.at(-1)?.properties.lastmodifieddate, paging?.next?.after);
	return { ok: true, value: { findings, ...(next && { next: JSON.stringify(next) }) } };
}

const SEARCH = "/crm/v3/objects/contacts/search";

function searchFrom({ fromMs, after }: z.infer<typeof place>, untilMs: number): object {
	const propertyName = "lastmodifieddate";
	return {
		filterGroups: [
			{
				filters: [
					{ propertyName, operator: "GTE", value: String(fromMs) },
					{ propertyName, operator: "LTE", value: String(untilMs + BEHIND_MS) },
				],
			},
		],
		sorts: [{ propertyName, direction: "ASCENDING" }],
		properties: [propertyName],
		limit: PAGE,
		...(after !== undefined && { after }),
	};
}

function nextPlace({ fromMs }: z.infer<typeof place>, last: string | undefined, after: string | undefined) {
	if (last === undefined || after === undefined) return undefined;
	const lastMs = Date.parse(last);
	return lastMs > fromMs ? { fromMs: lastMs } : { fromMs, after };
}

async function historiesOf(crm: Crm, ids: readonly string[]): Promise<Read<ChangedContact[]>> {
	if (ids.length === 0) return { ok: true, value: [] };
	const json = {
		inputs: ids.map((id) => ({ id })),
		properties: ["email", "phone"],
		propertiesWithHistory: TOLD_PROPERTIES,
	};
	const read = await call(crm, { method: "POST", path: "/crm/v3/objects/contacts/batch/read", json }, contactHistories);
	return read.ok ? { ok: true, value: read.value.results } : read;
}

/** For the link to a contact. Without it a change has none, and is still worth telling. */
async function portalOf(crm: Crm): Promise<number | undefined> {
	const read = await call(crm, { path: "/account-info/v3/details" }, account);
	return read.ok ? read.value.portalId : undefined;
}
