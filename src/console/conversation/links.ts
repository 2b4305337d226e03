// Finds addresses in plain text. Nothing here makes HTML: the pieces become React text and links.

/** `at`: where in the text it begins. */
export type Piece =
	| { type: "text"; at: number; text: string }
	| { type: "link"; at: number; text: string; href: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
/** Punctuation that ends a sentence rather than an address. */
const ENDS_SENTENCE = new Set(".,;:!?，。；：！？、）」』】");

/** `see https://a.example/x.` → text, link, text. Only http and https, only what URL can parse. */
export function piecesOf(text: string): Piece[] {
	const pieces: Piece[] = [];
	let from = 0;
	for (const match of text.matchAll(ADDRESS)) {
		const address = withoutTail(match[0]);
		const href = parsed(address);
		if (!href) continue;
		if (match.index > from) pieces.push({ type: "text", at: from, text: text.slice(from, match.index) });
		pieces.push({ type: "link", at: match.index, text: address, href });
		from = match.index + address.length;
	}
	if (from < text.length) pieces.push({ type: "text", at: from, text: text.slice(from) });
	return pieces;
}

/** In one pass: a visitor may send 8,000 brackets. */
function withoutTail(found: string): string {
	// `(see https://a.example)`: a bracket belongs to the address only if it was opened there.
	let unopened = found.split(")").length - found.split("(").length;
	let end = found.length;
	for (; end > 0; end -= 1) {
		const last = found.charAt(end - 1);
		if (last === ")" && unopened > 0) unopened -= 1;
		else if (!ENDS_SENTENCE.has(last)) break;
	}
	return found.slice(0, end);
}

function parsed(address: string): string | null {
	const url = URL.parse(address);
	return url && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}
