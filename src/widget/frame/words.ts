// Everything that the chat says, in the visitor's language. A word that is missing in one of them is a type error.
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

export interface Words {
	/** Of the frame, for screen readers. */
	title: string;
	close: string;
	greeting: string;
	/** Under the greeting, while nothing has been written. */
	invitation: { there: string; away: string };
	availability: { there: string; away: string };
	/** For an agent whose name is not told. */
	agent: string;
	you: string;
	placeholder: string;
	write: string;
	send: string;
	messages: string;
	state: { sending: string; sent: string; read: string; failed: string };
	retry: string;
	discard: string;
	/** Under a message that failed, by the error's code. */
	failure: { text_too_long: string; frame_too_large: string; other: string };
	typing: (name: string) => string;
	left: (count: number) => string;
	tooLong: (count: number) => string;
	newMessages: (count: number) => string;
	today: string;
	yesterday: string;
	resolved: string;
	reopened: string;
	startOver: string;
	resolvedHint: string;
	loading: string;
	earlier: string;
	/** Asked of visitors whom no shop has proven. */
	introduction: {
		ask: string;
		email: string;
		name: string;
		leave: string;
		dismiss: string;
		invalid: string;
		/** Given before there is a message to note it with. */
		telling: (email: string) => string;
		told: (email: string) => string;
		change: string;
	};
	link: {
		connecting: string;
		offline: string;
		/** The same, where what waits to be sent would be lost with the page. */
		atRisk: string;
		catchingUp: string;
	};
	waiting: { rate_limited: string; other: string };
	refused: { title: string; not_found: string; origin_refused: string; identity_required: string; other: string };
	tryAgain: string;
}

const ALL: Record<string, Words> = { en, de, zh };

/**
 * The words for the first of `wanted` (BCP 47 tags, best first) that we speak, and the tag to format times by: the
 * visitor's own where it is of that language (`de-AT`), so that dates look as they are used to.
 */
export function pickWords(wanted: readonly string[]): { words: Words; locale: string } {
	for (const locale of wanted) {
		const words = ALL[locale.slice(0, 2).toLowerCase()];
		if (words !== undefined && isLocale(locale)) return { words, locale };
	}
	return { words: en, locale: "en" };
}

/** The languages to look for: the tag's own before the browser's, in the browser's spelling of it where it has one. */
export function wantedLocales(lang: string, browser: readonly string[]): string[] {
	const own = lang.toLowerCase();
	const regional = browser.filter((locale) => own !== "" && locale.toLowerCase().startsWith(`${own}-`));
	return own === "" ? [...browser] : [...regional, lang, ...browser];
}

function isLocale(locale: string): boolean {
	try {
		return Intl.getCanonicalLocales(locale).length === 1;
	} catch {
		return false;
	}
}
