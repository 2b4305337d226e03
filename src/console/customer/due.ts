// When something is due, in words: how many days late, or how many are left.
import { date, daysUntil } from "../format/time.ts";

/** Calendar days that have gone by since `expectedAt`, in the reader's time zone; 0 while it is not late. `now` in ms. */
export function daysLate(expectedAt: string | undefined, now: number): number {
	return expectedAt === undefined ? 0 : Math.max(0, -daysUntil(expectedAt, now));
}

/** `3 days late`, `1 day late`; null while it is not late. */
export function lateInWords(expectedAt: string | undefined, now: number): string | null {
	const days = daysLate(expectedAt, now);
	return days === 0 ? null : `${days === 1 ? "1 day" : `${days} days`} late`;
}

/** `due today`, `due tomorrow`, `due 28 Nov 2026, in 3 days`; once late `was due 20 Nov 2026, 3 days late`. */
export function dueInWords(expectedAt: string, now: number): string {
	const late = lateInWords(expectedAt, now);
	if (late) return `was due ${date(expectedAt)}, ${late}`;
	const days = daysUntil(expectedAt, now);
	if (days === 0) return "due today";
	if (days === 1) return "due tomorrow";
	return `due ${date(expectedAt)}, in ${days} days`;
}
