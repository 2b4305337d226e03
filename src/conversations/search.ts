// Words to search by. Postgres's `simple` configuration splits at spaces; Chinese, Japanese and Korean have none, so each
// pair of neighbouring characters becomes a word (the usual bigram index), and a query is cut in the same way.

import { z } from "zod";

const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/gu;

const spoken = z.array(z.looseObject({ content: z.looseObject({ text: z.string().optional() }) }));

/** Entries (a JSON array) with `words` for `to_tsvector('simple', …)` where their text is not cut into words by spaces. */
export function withIndexWords(entries: string): string {
	// Most flushes have none: then nothing is parsed.
	if (entries.search(IDEOGRAPHS) < 0) return entries;
	const parsed = spoken.parse(JSON.parse(entries));
	return JSON.stringify(
		parsed.map((entry) => ({ ...entry, ...(entry.content.text && { words: indexWords(entry.content.text) }) })),
	);
}

/** Text for `to_tsvector('simple', …)`. */
export function indexWords(text: string): string {
	return text.replace(IDEOGRAPHS, (run) => ` ${pairsOf(run, true).join(" ")} `);
}

/** Text for the same: a run of two or more characters asks for its pairs, a single one for itself. */
export function queryWords(text: string): string {
	return text.replace(IDEOGRAPHS, (run) => ` ${pairsOf(run, false).join(" ")} `);
}

/** The index keeps single characters too, so that one character alone can be found. */
function pairsOf(run: string, singles: boolean): string[] {
	const letters = [...run];
	const pairs = letters.slice(1).map((letter, i) => `${letters[i]}${letter}`);
	return singles || pairs.length === 0 ? [...letters, ...pairs] : pairs;
}
