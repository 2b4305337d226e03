// Quiet hours: when no rule writes to a customer, on the wall clock of the business. Pure.
import type { QuietHours } from "../protocol/rules.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** When they end, in milliseconds since 1970; undefined where it is not quiet at `nowMs`. */
export function endOfQuiet({ from, to, timeZone }: QuietHours, nowMs: number): number | undefined {
	const [begin, end, now] = [minutesOf(from), minutesOf(to), minutesOf(wallClock(nowMs, timeZone))];
	const isQuiet = begin < end ? now >= begin && now < end : begin > end && (now >= begin || now < end);
	if (!isQuiet) return undefined;
	const thisMinute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
	const at = thisMinute + ((end - now + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS;
	// Clocks may be put forward or back within the night: then it is another instant that this wall clock shows.
	const off = minutesOf(wallClock(at, timeZone)) - end;
	const shift = off > DAY_MINUTES / 2 ? off - DAY_MINUTES : off < -DAY_MINUTES / 2 ? off + DAY_MINUTES : off;
	return Math.max(at - shift * MINUTE_MS, thisMinute + MINUTE_MS);
}

/** `08:30`, as clocks there show at this instant. */
export function wallClock(atMs: number, timeZone: string): string {
	const format = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
	return new Intl.DateTimeFormat("en-GB", format).format(atMs);
}

function minutesOf(time: string): number {
	const [hours, minutes] = time.split(":");
	return Number(hours) * 60 + Number(minutes);
}
