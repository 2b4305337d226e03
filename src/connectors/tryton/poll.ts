// What changed in Tryton, which tells nobody by itself: sales and customer shipments by the time of their last change.
// https://docs.tryton.org/projects/server/en/latest/ref/models.html (ModelStorage: create_date, write_date, search_read)
import { z } from "zod";
import type { Finding, FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { placeIn } from "../poll-place.ts";
import { type Change, times } from "./answers.ts";
import { translate, withLast } from "./changes.ts";
import { NOT_YET } from "./items.ts";
import { CHANGED_SALE, CHANGED_SHIPMENT } from "./models.ts";
import { searchRead } from "./server.ts";
import type { Settings } from "./settings.ts";
import { toDatetime } from "./wire.ts";

/** As many as their answer may hold (answers.ts): with their lines some 80 KB. */
const PAGE = 50;
const MODELS = [
	{ model: CHANGED_SALE, thing: "sale" },
	{ model: CHANGED_SHIPMENT, thing: "shipment" },
] as const;

/**
 * Where the next page begins: of which model, and behind which id. In the order of ids nothing moves when a record changes
 * meanwhile: it leaves the window, and the next one has it.
 */
const place = z.object({ model: z.number().int().min(0).max(1), afterId: z.number().int().nonnegative() });
type Place = z.infer<typeof place>;

export const poll: Poll<Settings> = {
	tells: "states",
	/** Of the microseconds that Tryton keeps. */
	precisionMs: 1,
	changedSince,
	besideLast: withLast,
	translate: (head, payload, settings) => translate(head, payload, settings),
};

async function changedSince(
	span: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
): Promise<Read<FoundPage>> {
	const at = placeIn(place, cursor, { model: 0, afterId: 0 });
	const { model, thing } = MODELS[at.model] ?? MODELS[0];
	const read = await searchRead({ settings, fetchSystem }, model, changedIn(span, at), PAGE, "ASC");
	if (!read.ok) return read;
	const next = nextPlace(read.value, at);
	const findings = read.value.map((record) => found(thing, record, span));
	return { ok: true, value: { findings, ...(next && { next: JSON.stringify(next) }) } };
}

/** https://docs.tryton.org/projects/server/en/latest/topics/domain.html */
function changedIn({ afterMs, untilMs }: Span, { afterId }: Place): unknown[] {
	const within = (field: string) => [
		[field, ">", toDatetime(afterMs)],
		[field, "<=", toDatetime(untilMs)],
	];
	return [
		["id", ">", afterId],
		["OR", within("write_date"), [["write_date", "=", null], ...within("create_date")]],
	];
}

function nextPlace(records: readonly Change[], { model }: Place): Place | undefined {
	const last = records.at(-1);
	if (last && records.length === PAGE) return { model, afterId: last.id };
	return model + 1 < MODELS.length ? { model: model + 1, afterId: 0 } : undefined;
}

function found(thing: "sale" | "shipment", record: Change, { afterMs }: Span): Finding {
	const { created, changed } = times.parse(record);
	return {
		head: {
			topic: `${thing}.${changeOf(thing, record, Date.parse(created) > afterMs)}`,
			eventId: `${record.id} ${changed}`,
		},
		payload: record,
	};
}

/** What can be said without the state before. A sale is an order once it is agreed to. */
function changeOf(thing: "sale" | "shipment", { state }: Change, isNew: boolean): string {
	if (thing === "sale" && state === "cancelled") return "cancelled";
	return isNew && !(thing === "sale" && NOT_YET.has(state)) ? "created" : "updated";
}
