// A connection's health, in words that an admin can act on. Every function takes the moment it is read at, in ms.
import type { ConnectionHealth, DriftNotice } from "../../../protocol/connections.ts";
import { date } from "../../format/time.ts";

export type HealthState = ConnectionHealth["state"];

export const STATE_WORDS: Record<HealthState, { word: string; meaning: string }> = {
	unused: { word: "Not used yet", meaning: "Nobody has looked a customer up since it was connected." },
	ok: { word: "Working", meaning: "The newest look-up was answered." },
	failing: { word: "Failing", meaning: "The newest look-up failed. Cards show what was known before, with its age." },
	breaker_open: {
		word: "Paused",
		meaning: "It failed several times in a row and is left alone for a moment. It is tried again by itself.",
	},
};

/** `3 of 40 (7.5 %)`; null before the first call. */
export function errorShare({ calls, errors }: Pick<ConnectionHealth, "calls" | "errors">, locale?: string) {
	if (calls === 0) return null;
	return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(errors / calls);
}

/** `240 ms`, `1.2 s`. */
export function duration(ms: number, locale?: string): string {
	const [value, unit] = ms < 1_000 ? [Math.round(ms), "ms"] : [ms / 1_000, "s"];
	return `${value.toLocaleString(locale, { maximumFractionDigits: 1 })} ${unit}`;
}

/** Whether calls may go through, with a countdown where they may not. */
export function breakerWords({ breaker, retryAt }: Pick<ConnectionHealth, "breaker" | "retryAt">, now: number): string {
	const leftS = retryAt === null ? 0 : Math.ceil((Date.parse(retryAt) - now) / 1_000);
	if (breaker === "probing") return "One call is trying whether the system is back.";
	if (breaker === "open")
		return leftS > 0 ? `Next try in ${leftS} s.` : "The next look-up tries whether the system is back.";
	return leftS > 0 ? `Its limit is used up: we wait ${leftS} s more.` : "Calls go through.";
}

/** What is left of a system's own limit, in per cent, and whether that is little. */
export function budgetShare({ left, of }: NonNullable<ConnectionHealth["budget"]>) {
	const percent = of > 0 ? Math.max(0, Math.min(100, (left / of) * 100)) : 0;
	return {
		percent,
		level: percent > 40 ? ("plenty" as const) : percent > 15 ? ("some" as const) : ("little" as const),
	};
}

export interface NoticeWords {
	/** Said around the field's name, which is set in code: `Shopify changed: ` … ` was text, now number`. */
	before: string;
	after: string;
	seen: string;
	/** What agents see meanwhile. */
	meanwhile: string;
}

/** A word that the system made up is shown as it is; an answer that cannot be read leaves the last good data. */
export function noticeWords(
	{ path, before, after, firstAt, count }: DriftNotice,
	system: string,
	locale?: string,
): NoticeWords {
	const isNewWord = after.startsWith('"');
	const now = after === "nothing" ? "and is gone now" : `now ${after}`;
	const since = date(firstAt, locale);
	// The workspace's own: what it stumbles over is its author's to see, in the editor.
	if (path === "mapping")
		return {
			before: "The ",
			after: ` ${after}: it does not fit what ${system} answers`,
			seen: seenIn(count, since, locale),
			meanwhile: "Cards go on without what it makes, or show the last good data where they are nothing but that.",
		};
	return {
		before: `${system} changed: `,
		after: ` was ${before}, ${now}`,
		seen: seenIn(count, since, locale),
		meanwhile: isNewWord ? "The card shows the new word as it is." : "The card shows the last good data.",
	};
}

function seenIn(count: number, since: string, locale: string | undefined): string {
	return count === 1 ? `seen once, ${since}` : `seen ${count.toLocaleString(locale)} times since ${since}`;
}
