// Arguments with which one of the library's functions would run for ever or make more than fits (jsonata 2.2.2): found by
// reading each function, refused before it is called.
import { MOST_TEXT } from "./mapping-work.ts";

/** Pictures of numbers and dates: real ones have 30 characters at most. */
const MOST_PICTURE = 100;
/** Beyond, a double has no digits of its own; `$formatNumber` never ends on what overflows. */
const LARGEST_NUMBER = 1e15;
/** ECMA-262, 21.4.1.1: what a date can be. */
const LATEST_MS = 8.64e15;
/** `[Y,9999999]` pads to that width. */
const WIDE = /,[^\]]*\d{3}/;
const ZONE = /^(Z|[+-]\d{4})$/;
/** Of the format's options: each a single character that means nothing else in a picture. */
const SEPARATORS = new Set(["decimal-separator", "grouping-separator"]);
const SEPARATOR = /^[^\p{Nd}#;%‰eE-]$/u;

type Check = (...args: readonly unknown[]) => string | undefined;

const CHECKS: Record<string, Check> = {
	pad: (_text, width, filling) => tooLong(Math.abs(Number(width)) * Math.max(1, lengthOf(filling))),
	join: (texts, separator) => tooLong(lengthOf(texts) * lengthOf(separator)),
	replace: (text, pattern, by) => tooLong((lengthOf(text) / Math.max(1, lengthOf(pattern))) * lengthOf(by)),
	// Each line of a deep value would begin with as many blanks as it is deep.
	string: (_value, prettify) => (prettify === true ? "takes no second argument here." : undefined),
	formatNumber: (value, picture, options) =>
		longPicture(picture) ??
		(Math.abs(Number(value)) > LARGEST_NUMBER ? "takes numbers up to 1e15." : undefined) ??
		badSeparators(options),
	fromMillis: (ms, picture, zone) => {
		if (Math.abs(Number(ms)) > LATEST_MS) return "takes milliseconds of the years -271821 to 275760.";
		if (typeof picture === "string" && WIDE.test(picture)) return "takes widths of at most two digits.";
		if (zone !== undefined && !(typeof zone === "string" && ZONE.test(zone))) return 'takes a zone such as "+0100".';
		return longPicture(picture);
	},
	toMillis: (_text, picture) =>
		picture === undefined
			? undefined
			: "takes no picture here: it would be made into a regular expression. Put the date together with $substring.",
};

/** Why this call is refused, in a sentence that names the function; undefined where it is not. */
export function refusalOf(name: string, args: readonly unknown[]): string | undefined {
	const refusal = Object.hasOwn(CHECKS, name) ? CHECKS[name]?.(...args) : undefined;
	return refusal && `$${name} ${refusal}`;
}

export function lengthOf(value: unknown): number {
	return typeof value === "string" || Array.isArray(value) ? value.length : 0;
}

function tooLong(length: number): string | undefined {
	return length <= MOST_TEXT ? undefined : `would make a text longer than ${MOST_TEXT} characters.`;
}

function longPicture(picture: unknown): string | undefined {
	return lengthOf(picture) > MOST_PICTURE ? `takes a picture of at most ${MOST_PICTURE} characters.` : undefined;
}

/** An empty separator is found at every place of a picture, and the library looks for the next one without end. */
function badSeparators(options: unknown): string | undefined {
	if (typeof options !== "object" || options === null) return undefined;
	const values = Object.entries(options);
	const fits = values.every(
		([key, value]) => SEPARATORS.has(key) && typeof value === "string" && SEPARATOR.test(value),
	);
	const differ = new Set(values.map(([, value]: [string, unknown]) => value)).size === values.length;
	return fits && differ
		? undefined
		: 'takes as options "decimal-separator" and "grouping-separator", each a single character.';
}
