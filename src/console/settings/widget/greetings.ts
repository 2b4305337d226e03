// Greetings as a form edits them: one row for each language.

export interface GreetingRow {
	language: string;
	text: string;
}

export function toRows(greetings: Record<string, string>): GreetingRow[] {
	return Object.entries(greetings).map(([language, text]) => ({ language, text }));
}

/** Rows without a text are dropped. */
export function toGreetings(rows: readonly GreetingRow[]): Record<string, string> {
	return Object.fromEntries(
		rows.filter(({ text }) => text.trim() !== "").map(({ language, text }) => [language, text.trim()]),
	);
}

/** Languages are BCP 47 tags: `de`, `zh-Hant`. */
export function isLanguage(tag: string): boolean {
	try {
		return Intl.getCanonicalLocales(tag).length === 1;
	} catch {
		return false;
	}
}

/** `Deutsch` for `de`, in the language itself; the tag where Intl does not know it. */
export function languageName(tag: string): string {
	if (!isLanguage(tag)) return tag;
	return new Intl.DisplayNames([tag], { type: "language", fallback: "code" }).of(tag) ?? tag;
}
