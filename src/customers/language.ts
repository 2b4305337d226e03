// Texts by language (BCP 47), as a workspace writes them.

/** In exactly this language, else in its base language; null where neither is there. Of nobody's language: English, else the first. */
export function inLanguage(texts: Record<string, string>, locale: string | undefined): string | null {
	if (locale === undefined) return texts.en ?? Object.values(texts)[0] ?? null;
	const [base = ""] = locale.split("-");
	return texts[locale] ?? texts[base] ?? null;
}
