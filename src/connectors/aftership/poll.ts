// What changed in AfterShip while no webhook told of it: trackings by their time of change, in the form of its webhooks.
// https://www.aftership.com/docs/tracking/2026-07/reference/api/get-trackings (updated_at_min, updated_at_max, cursor)
import { z } from "zod";
import type { Item } from "../../protocol/card.ts";
import type { Finding, FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { firstOf } from "../foreign-value.ts";
import { tracking } from "./answers.ts";
import { list, TRACKINGS_READ } from "./lookup.ts";
import { toParcel } from "./parcel.ts";
import type { Settings } from "./settings.ts";

/** As it came: `translate` reads the rest. */
const changed = z.looseObject({
	id: z.string().min(1).max(120),
	tag: z.string(),
	updated_at: z.string(),
	checkpoints: z.array(z.unknown()).nullish(),
});
type Changed = z.infer<typeof changed>;

const changedTrackings = z.object({
	data: z.object({
		/** The cursor names the last tracking by time and id: one that changes meanwhile, and so leaves the window, moves none. */
		pagination: z.object({ next_cursor: z.string().nullish(), has_next_page: z.boolean().nullish() }).nullish(),
		trackings: firstOf(TRACKINGS_READ, changed),
	}),
});

export const poll: Poll<Settings> = {
	tells: "states",
	/** `updated_at`: whole seconds. */
	precisionMs: 1_000,
	changedSince,
	besideLast: (finding, last) => besideLast(finding, last, Date.now()),
};

async function changedSince(
	{ afterMs, untilMs }: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
): Promise<Read<FoundPage>> {
	const query = {
		updated_at_min: secondOf(afterMs),
		updated_at_max: secondOf(untilMs),
		limit: String(TRACKINGS_READ),
		...(cursor !== undefined && { cursor }),
	};
	const read = await list(query, settings, fetchSystem, changedTrackings);
	if (!read.ok) return read;
	const { pagination, trackings } = read.value.data;
	const next = pagination?.has_next_page && pagination.next_cursor ? pagination.next_cursor : undefined;
	const findings = trackings.filter((one) => isTold(one, untilMs)).map(found);
	return { ok: true, value: { findings, ...(next !== undefined && next !== cursor && { next }) } };
}

/**
 * No webhook tells that a tracking was added and waits for its carrier. What has changed since the window's end is seen in
 * answers all the same, where the search is behind (https://docs.kleene.ai/docs/aftership): it is the next window's.
 */
function isTold({ tag, updated_at }: Changed, untilMs: number): boolean {
	return tag !== "Pending" && !(Date.parse(updated_at) > untilMs);
}

function found(msg: Changed): Finding {
	return {
		head: { topic: "tracking_update", eventId: `${msg.id} ${msg.updated_at}` },
		payload: { event: "tracking_update", is_tracking_first_tag: scansOf(msg) <= 1, msg },
	};
}

/** Checkpoints under the tag that the tracking has. */
function scansOf({ tag, checkpoints }: Changed): number {
	const scan = z.object({ tag: z.literal(tag) });
	return (checkpoints ?? []).filter((one) => scan.safeParse(one).success).length;
}

const told = z.object({ msg: z.looseObject({}) });

/** `nowMs`: milliseconds since 1970, for what has become late. */
export function besideLast(finding: Finding, last: Item, nowMs: number): Finding {
	const msg = told.safeParse(finding.payload).data?.msg;
	const read = tracking.safeParse(msg);
	if (last.type !== "parcel" || !msg || !read.success) return finding;
	const now = toParcel(read.data, nowMs);
	const [day, lastDay] = [now.expectedAt, last.expectedAt];
	const isNewState = now.state.label !== last.state.label;
	// Somebody edited it, or the carrier was asked in vain: it stands as it stood then, and so there is nothing to tell.
	if (!isNewState && day === lastDay && isSameScan(now.checkpoints[0], last.checkpoints[0]))
		return withPayload(finding, "tracking_update", { msg: { ...msg, updated_at: last.updatedAt } });
	const topic = day && lastDay && day !== lastDay ? "edd_revise" : "tracking_update";
	return withPayload(finding, topic, { is_tracking_first_tag: isNewState, msg });
}

type Scan = { at: string; text: string } | undefined;

function isSameScan(one: Scan, other: Scan): boolean {
	return one?.at === other?.at && one?.text === other?.text;
}

function withPayload({ head }: Finding, topic: string, payload: object): Finding {
	return { head: { ...head, topic }, payload: { event: topic, ...payload } };
}

/** Whole seconds with an offset, as AfterShip writes them. */
function secondOf(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}
