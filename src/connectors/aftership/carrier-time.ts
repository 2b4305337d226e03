// Carriers write times as they like: a day, a time on the clocks of the place, or an instant.
// https://www.aftership.com/docs/tracking/2026-07/model/tracking
import { z } from "zod";
import { toInstant } from "../foreign-value.ts";

const TEXT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;
const HOUR_MS = 3_600_000;
/** The last place on earth where a day ends is twelve hours behind UTC. */
const LAST_PLACE_MS = 12 * HOUR_MS;

export interface CarrierTime {
	/** ISO 8601 UTC, to be shown: of a day its noon, of a time without zone as if it were UTC. */
	at: string;
	/** The day that the carrier named. */
	day: string;
	/** When it has passed wherever the parcel is going (milliseconds since 1970). */
	overMs: number;
}

/** undefined where `text` is none of the three forms. */
export function carrierTime(text: string): CarrierTime | undefined {
	const [, day, time, zone] = TEXT.exec(text.trim()) ?? [];
	if (!day) return undefined;
	const at = toInstant(`${day}T${time ?? "12:00"}${zone?.replace(/^(.\d\d):?(\d\d)$/, "$1:$2") ?? "Z"}`);
	if (!at) return undefined;
	const ms = Date.parse(at);
	if (!time) return { at, day, overMs: ms + 12 * HOUR_MS + LAST_PLACE_MS };
	return { at, day, overMs: zone ? ms : ms + LAST_PLACE_MS };
}

/** A time that may be absent, or written as nobody writes it: then undefined, for it is the carrier's, not AfterShip's. */
export const optionalCarrierTime = z
	.string()
	.nullish()
	.transform((text) => carrierTime(text ?? ""));

/** Whole days from one named day to another; negative where the second is earlier. */
export function daysBetween(one: CarrierTime, other: CarrierTime): number {
	return Math.round((Date.parse(other.day) - Date.parse(one.day)) / (24 * HOUR_MS));
}
