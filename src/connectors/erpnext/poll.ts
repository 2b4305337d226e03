// What changed in ERPNext while no webhook told of it: Frappe tries three times within seconds, and then never again.
// Delivery notes and sales orders by their time of change. https://docs.frappe.io/framework/user/en/api/rest
import { z } from "zod";
import type { Item } from "../../protocol/card.ts";
import type { Finding, FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { placeIn } from "../poll-place.ts";
import { listOf } from "./answers.ts";
import type { Settings } from "./settings.ts";
import { list } from "./site.ts";
import { toSiteTime } from "./site-time.ts";

const PAGE = 50;
const DOCTYPES = ["Delivery Note", "Sales Order"] as const;

/** As it came: `translate` reads the rest. */
const changed = z.looseObject({ name: z.string().min(1).max(140), modified: z.string() });
type Changed = z.infer<typeof changed>;

/** Where the next page begins: of which of the doctypes, and from which time of change on, in the site's own writing. */
const place = z.object({
	doctype: z.number().int().min(0).max(1),
	from: z.string().optional(),
	start: z.number().int(),
});
type Place = z.infer<typeof place>;

export const poll: Poll<Settings> = {
	tells: "states",
	/** Of the microseconds that Frappe keeps. */
	precisionMs: 1,
	changedSince,
	besideLast: (finding, last) => withLastDate(finding, last),
};

async function changedSince(
	span: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
): Promise<Read<FoundPage>> {
	const at = placeIn(place, cursor, { doctype: 0, start: 0 });
	const doctype = DOCTYPES[at.doctype] ?? DOCTYPES[0];
	const from = at.from ?? toSiteTime(span.afterMs, settings.timeZone);
	const filters = [
		["modified", at.from ? ">=" : ">", from],
		["modified", "<=", toSiteTime(span.untilMs, settings.timeZone)],
	];
	const listing = { filters, fields: ["*"], orderBy: "modified asc", limit: PAGE, start: at.start };
	const read = await list({ settings, fetchSystem }, doctype, listing, listOf(changed));
	if (!read.ok) return read;
	const { data } = read.value;
	const next = nextPlace(data, { ...at, from });
	const findings = data.map((document) => found(doctype, document));
	return { ok: true, value: { findings, ...(next && { next: JSON.stringify(next) }) } };
}

/** Behind the last time of change, as documents that change meanwhile leave the window; within one time, by count. */
function nextPlace(data: readonly Changed[], { doctype, from, start }: Place): Place | undefined {
	const last = data.at(-1)?.modified;
	if (last === undefined || data.length < PAGE)
		return doctype + 1 < DOCTYPES.length ? { doctype: doctype + 1, start: 0 } : undefined;
	return last === from ? { doctype, from, start: start + PAGE } : { doctype, from: last, start: 0 };
}

function found(doctype: string, document: Changed): Finding {
	return {
		head: { topic: doctype, eventId: `${document.name} ${document.modified}` },
		payload: { ...document, doctype },
	};
}

/** A webhook says what the expected day was before (`doc.get_doc_before_save()`); a list cannot, but what we know can. */
function withLastDate({ head, payload }: Finding, last: Item): Finding {
	if (last.type !== "delivery" || !last.expectedAt || typeof payload !== "object" || payload === null)
		return { head, payload };
	return { head, payload: { ...payload, previous_delivery_date: last.expectedAt.slice(0, 10) } };
}
