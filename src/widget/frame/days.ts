// Days and times as the visitor's own language writes them.
import type { Words } from "./words.ts";

export class Days {
	readonly #words: Words;
	readonly #now: () => Date;
	readonly #day: Intl.DateTimeFormat;
	readonly #dayOfOtherYear: Intl.DateTimeFormat;
	readonly #time: Intl.DateTimeFormat;

	constructor(locale: string, words: Words, now: () => Date = () => new Date()) {
		this.#words = words;
		this.#now = now;
		this.#day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
		this.#dayOfOtherYear = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
		this.#time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
	}

	/** `Today`, `Yesterday`, else the date; the year only where it is another one. */
	day(at: string): string {
		const date = new Date(at);
		const today = this.#now();
		const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
		if (isSameDay(date, today)) return this.#words.today;
		if (isSameDay(date, yesterday)) return this.#words.yesterday;
		return (date.getFullYear() === today.getFullYear() ? this.#day : this.#dayOfOtherYear).format(date);
	}

	time(at: string): string {
		return this.#time.format(new Date(at));
	}
}

/** By the visitor's own calendar. */
export function isSameDay(one: Date, other: Date): boolean {
	return one.toDateString() === other.toDateString();
}
