// Addresses in a text, found so that they can be made links. Everything else stays text: nothing here makes HTML.

export interface Piece {
	/** Where in the whole text it begins. */
	at: number;
	text: string;
	/** An http or https address; absent for plain text. */
	href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`｡。，、；：！？（）《》「」【】]+/gi;
/** Ends a sentence more often than an address. */
const TRAILING = ".,;:!?…*_~";

/** The pieces of `text` in order; joined, their texts are `text` again. */
export function splitLinks(text: string): Piece[] {
	const pieces: Piece[] = [];
	let end = 0;
	for (const { 0: found, index } of text.matchAll(ADDRESS)) {
		const address = trim(found);
		const href = hrefOf(address);
		if (href === undefined) continue;
		if (index > end) pieces.push({ at: end, text: text.slice(end, index) });
		pieces.push({ at: index, text: address, href });
		end = index + address.length;
	}
	if (end < text.length) pieces.push({ at: end, text: text.slice(end) });
	return pieces;
}

/**
 * Without what belongs to the sentence around it: `(see https://a.example/b_(c).)` means `https://a.example/b_(c)`.
 * Looks at each character once, because texts come from anybody.
 */
function trim(found: string): string {
	let unopened = count(found, ")]}") - count(found, "([{");
	let end = found.length;
	for (; end > 0; end -= 1) {
		const last = found.charAt(end - 1);
		const isUnopened = unopened > 0 && ")]}".includes(last);
		if (!isUnopened && !TRAILING.includes(last)) break;
		if (isUnopened) unopened -= 1;
	}
	return found.slice(0, end);
}

function count(text: string, marks: string): number {
	let found = 0;
	for (const character of text) if (marks.includes(character)) found += 1;
	return found;
}

function hrefOf(address: string): string | undefined {
	try {
		const url = new URL(address);
		return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
	} catch {
		return undefined;
	}
}
