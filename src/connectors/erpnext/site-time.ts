// Frappe writes times in the site's own zone and without naming it: 2026-11-23 06:10:00.123456. Days are 2026-11-23.
import { z } from "zod";
import { toInstant } from "../foreign-value.ts";

const TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2}):(\d{2})(\.\d{1,6})?$/;

/** A site time in UTC (ISO 8601, milliseconds). undefined where `text` is none. Without a zone the site keeps UTC. */
export function fromSiteTime(text: string, timeZone: string | undefined): string | undefined {
	const [, day, hour = "", minute, second, fraction = ".0"] = TIME.exec(text.trim()) ?? [];
	if (!day) return undefined;
	const asUtc = toInstant(`${day}T${hour.padStart(2, "0")}:${minute}:${second}${fraction.slice(0, 4)}Z`);
	if (!asUtc || !timeZone) return asUtc;
	const wall = Date.parse(asUtc);
	// The offset at the wall time taken as UTC may be that of before a change of clocks: one correction finds the right one.
	const guess = wall - offsetMs(wall, timeZone);
	return toInstant(new Date(wall - offsetMs(guess, timeZone)).toISOString());
}

/** An instant (milliseconds since 1970) as the site writes it. Without a zone the site keeps UTC. */
export function toSiteTime(at: number, timeZone: string | undefined): string {
	const wall = new Date(at + (timeZone ? offsetMs(at, timeZone) : 0)).toISOString();
	return `${wall.slice(0, 10)} ${wall.slice(11, 23)}000`;
}

/** A day as an instant: noon UTC, which is that same day from San Francisco to Auckland. */
export function noonOf(day: string): string {
	return `${day}T12:00:00.000Z`;
}

/** The day that an instant (milliseconds since 1970) falls on in the site's zone. */
export function dayOf(at: number, timeZone: string | undefined): string {
	return new Date(at + (timeZone ? offsetMs(at, timeZone) : 0)).toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(noonOf(to)) - Date.parse(noonOf(from))) / 86_400_000);
}

/** A day, also as the head of a time (Frappe's datetime fields). Absent, null and empty: undefined. */
export const optionalDay = z
	.string()
	.nullish()
	.transform((text) => text?.slice(0, 10) || undefined)
	.pipe(z.iso.date().optional());

/** How far the zone's clocks are ahead of UTC at an instant (milliseconds since 1970), in milliseconds. */
function offsetMs(at: number, timeZone: string): number {
	const format = new Intl.DateTimeFormat("en-US", {
		timeZone,
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	const part = new Map<string, number>(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
	const of = (type: string): number => part.get(type) ?? 0;
	const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
	return shown - Math.floor(at / 1000) * 1000;
}
