// What can be put into an answer at a key: each a value that the customer's cards hold.

export interface Offer {
	/** Unique among what is offered at one time. */
	key: string;
	/** What it is: `Tracking link`. */
	what: string;
	/** Whose: `DHL 00340434161094021501`. */
	of: string;
	/** What is inserted. */
	text: string;
}

export interface Asked {
	/** Where the `/` stands. */
	start: number;
	query: string;
}

/** What opens the list: `/` at the beginning of a word, and all that follows it up to the caret. */
const ASKED = /(?:^|\s)\/([^\s/]*)$/;
/** As long as a tracking number; somebody who types more has not asked. */
const MAX_QUERY = 40;

/** null while the caret is not in such a word. `and/or`, `https://` and dates ask for nothing. */
export function askedAt(text: string, caret: number): Asked | null {
	const query = ASKED.exec(text.slice(0, caret))?.[1];
	if (query === undefined || query.length > MAX_QUERY) return null;
	return { start: caret - query.length - 1, query };
}

/** Those in which the query is, in what they are, whose or in the value itself; case does not matter. */
export function offersFor(offers: readonly Offer[], query: string): Offer[] {
	const sought = query.toLocaleLowerCase();
	return offers.filter(({ what, of, text }) => `${what}\n${of}\n${text}`.toLocaleLowerCase().includes(sought));
}

const JOINS = /[\p{L}\p{N}]$/u;
const JOINED = /^[\p{L}\p{N}]/u;
const ENDS_SENTENCE = /[,.;:!?)\]]$/;

/** `value` as it goes between `before` and `after`: with a space where two words would run into each other. */
export function spaced(before: string, value: string, after: string): string {
	const opens = JOINS.test(before) || ENDS_SENTENCE.test(before) ? " " : "";
	return `${opens}${value}${JOINED.test(after) ? " " : ""}`;
}
