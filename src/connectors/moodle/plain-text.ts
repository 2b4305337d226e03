// Text for people out of the HTML that Moodle answers with: names of courses and activities.
import { clean } from "../foreign-value.ts";

/** Longer than any name in Moodle (1,333 characters) with its tags: the rest is not looked at. */
const LONGEST = 8_000;

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Without tags, entities decoded once, cut to a label. */
export function plainText(html: string): string {
	return clean(decoded(html.slice(0, LONGEST).replaceAll(/<[^<>]*>/g, "")).replaceAll(/\s+/g, " "));
}

/** The address of the first link in it, its entities decoded; undefined where there is none. */
export function linkIn(html: string): string | undefined {
	const href = /<a\s[^<>]*?href="([^"<>]{1,2000})"/i.exec(html.slice(0, LONGEST))?.[1];
	return href === undefined ? undefined : decoded(href);
}

function decoded(text: string): string {
	return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (entity, decimal, hex, name) => {
		if (name) return NAMED[String(name).toLowerCase()] ?? entity;
		const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
		return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
	});
}
