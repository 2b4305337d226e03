// What happened while no webhook told of it: Stripe keeps its events for 30 days, the very ones that webhooks carry.
// https://docs.stripe.com/api/events/list
import { z } from "zod";
import type { FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { clean, firstOf } from "../foreign-value.ts";
import { fromEpoch } from "./answers.ts";
import { get } from "./api.ts";
import type { Settings } from "./settings.ts";
import { topics } from "./translate.ts";

const PAGE = 100;
/** https://docs.stripe.com/api/events/list#list_events-types: up to 20. */
const MOST_TYPES = 20;

const list = z.object({
	has_more: z.boolean(),
	data: firstOf(PAGE, z.looseObject({ id: z.string().min(1).max(120), type: z.string().min(1), created: z.number() })),
});

export const poll: Poll<Settings> = { tells: "events", precisionMs: 1_000, changedSince };

async function changedSince(
	{ afterMs, untilMs }: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
): Promise<Read<FoundPage>> {
	const query: [string, string][] = [
		["created[gt]", String(Math.floor(afterMs / 1000))],
		["created[lte]", String(Math.floor(untilMs / 1000))],
		["limit", String(PAGE)],
		...topics.slice(0, MOST_TYPES).map((topic): [string, string] => ["types[]", topic]),
		...(cursor ? [["starting_after", cursor] satisfies [string, string]] : []),
	];
	const read = await get("/v1/events", query, list, settings, fetchSystem);
	if (!read.ok) return read;
	const { data, has_more } = read.value;
	const last = data.at(-1);
	const findings = data.map((event) => {
		const occurredAt = fromEpoch(event.created);
		const head = { topic: clean(event.type, 120), eventId: clean(event.id, 120), ...(occurredAt && { occurredAt }) };
		return { head, payload: event };
	});
	return { ok: true, value: { findings, ...(has_more && last && { next: last.id }) } };
}
