// Times as people read them. Every function takes the moment it is read at, in ms, so that screens tick together.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
	{ unit: "day", ms: DAY },
	{ unit: "hour", ms: HOUR },
	{ unit: "minute", ms: MINUTE },
	{ unit: "second", ms: SECOND },
] as const;

/** `12 sec. ago`, `in 3 days`; below one second `now`. */
export function relative(at: string, now: number, locale?: string): string {
	const distance = Date.parse(at) - now;
	const step = STEPS.find(({ ms }) => Math.abs(distance) >= ms);
	const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
	return step ? format.format(Math.trunc(distance / step.ms), step.unit) : format.format(0, "second");
}

/** `12s`, `4m`, `2h`, `3d`: how long something has lasted, in the largest whole unit. Never negative. */
export function elapsed(since: string, now: number, locale?: string): string {
	const lasted = Math.max(0, now - Date.parse(since));
	const { unit, ms } = STEPS.find((step) => lasted >= step.ms) ?? STEPS[3];
	return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "narrow" }).format(Math.floor(lasted / ms));
}

/** Today's times as a clock, this year's as day and month, older ones with the year. */
export function shortWhen(at: string, now: number, locale?: string): string {
	const then = new Date(at);
	const today = new Date(now);
	if (dayKey(then) === dayKey(today)) return clock(at, locale);
	const sameYear = then.getFullYear() === today.getFullYear();
	return then.toLocaleDateString(locale, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

export function clock(at: string, locale?: string): string {
	return new Date(at).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}

/** `today`, `yesterday`, else the weekday and date. */
export function dayName(at: string, now: number, locale?: string): string {
	const then = new Date(at);
	const days = daysUntil(at, now);
	if (days === 0 || days === -1) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
	return then.toLocaleDateString(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

export function date(at: string, locale?: string): string {
	return new Date(at).toLocaleDateString(locale, { dateStyle: "medium" });
}

/** A calendar day (`2026-11-28`), which is the same day in every time zone. */
export function day(at: string, locale?: string): string {
	return new Date(at).toLocaleDateString(locale, { dateStyle: "medium", timeZone: "UTC" });
}

/** Calendar days from the reader's today to `at`: 0 today, 1 tomorrow, -3 three days ago. */
export function daysUntil(at: string, now: number): number {
	return Math.round((startOfDay(new Date(at)) - startOfDay(new Date(now))) / DAY);
}

export function dateTime(at: string, locale?: string): string {
	return new Date(at).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}

/** The calendar day in the reader's own time zone, for telling two days apart. */
export function dayOf(at: string): string {
	return dayKey(new Date(at));
}

function dayKey(at: Date): string {
	return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

function startOfDay(at: Date): number {
	return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
