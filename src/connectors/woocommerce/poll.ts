// What changed in a shop while no webhook told of it: orders by their time of change, in the shape that webhooks carry.
// https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders (modified_after, modified_before, dates_are_gmt)
import { z } from "zod";
import type { Finding, FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { firstOf } from "../foreign-value.ts";
import { placeIn } from "../poll-place.ts";
import { ORDER_FIELDS } from "./answers.ts";
import { list } from "./api.ts";
import type { Settings } from "./settings.ts";

const PAGE = 50;

/** As it came: `translate` reads the rest. */
const changed = z.looseObject({ id: z.number().int(), date_created_gmt: z.string(), date_modified_gmt: z.string() });
type Changed = z.infer<typeof changed>;

/**
 * Where the next page begins: behind this time of change. An order that changes meanwhile leaves the window, and pages
 * counted from its start would move; `page` only counts within one second, in which a bulk edit can change hundreds.
 */
const place = z.object({ afterMs: z.number(), page: z.number().int().min(1) });

export const poll: Poll<Settings> = {
	tells: "states",
	/** `date_modified_gmt`: whole seconds. */
	precisionMs: 1_000,
	changedSince,
	// Windows overlap: an order that is known is not placed once more.
	besideLast: ({ head, payload }) => ({ head: { ...head, topic: "order.updated" }, payload }),
};

async function changedSince(
	span: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
): Promise<Read<FoundPage>> {
	const at = placeIn(place, cursor, { afterMs: span.afterMs, page: 1 });
	const read = await list(
		{ settings, fetchSystem },
		"orders",
		{
			modified_after: secondOf(at.afterMs),
			// Both ends are left out, and a second is the smallest step.
			modified_before: secondOf(span.untilMs + 1_000),
			dates_are_gmt: "true",
			orderby: "modified",
			order: "asc",
			per_page: String(PAGE),
			page: String(at.page),
			_fields: ORDER_FIELDS,
		},
		firstOf(PAGE, changed),
	);
	if (!read.ok) return read;
	const last = read.value.at(-1);
	const findings = read.value.map((order) => found(order, span));
	if (!last || read.value.length < PAGE) return { ok: true, value: { findings } };
	return { ok: true, value: { findings, next: JSON.stringify(after(last, at)) } };
}

/** Once more the last second: some of it may stand on the next page. */
function after(last: Changed, { afterMs, page }: z.infer<typeof place>): z.infer<typeof place> {
	const lastMs = msOf(last.date_modified_gmt) - 1_000;
	return lastMs > afterMs ? { afterMs: lastMs, page: 1 } : { afterMs, page: page + 1 };
}

function found(order: Changed, { afterMs }: Span): Finding {
	const topic = msOf(order.date_created_gmt) > afterMs ? "order.created" : "order.updated";
	return { head: { topic, eventId: `${order.id} ${order.date_modified_gmt}` }, payload: order };
}

function msOf(gmt: string): number {
	return Date.parse(`${gmt}Z`);
}

function secondOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, 19);
}
