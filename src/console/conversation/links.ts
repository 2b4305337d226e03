// Finds addresses in plain text. Nothing here makes HTML: the pieces become React text and links.

/** `at`: where in the text it begins. */
export type Piece =
	| { type: "text"; at: number; text: string }
	| { type: "link"; at: number; text: string; href: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
/** Punctuation that ends a sentence rather than an address. */
const TRAILING = /[.,;:!?，。；：！？、）」』】]+$/;

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

function withoutTail(found: string): string {
	let address = found.replace(TRAILING, "");
	// `(see https://a.example)`: a bracket belongs to the address only if it was opened there.
	while (address.endsWith(")") && !balanced(address)) address = address.slice(0, -1).replace(TRAILING, "");
	return address;
}

function balanced(address: string): boolean {
	return address.split("(").length === address.split(")").length;
}

function parsed(address: string): string | null {
	const url = URL.parse(address);
	return url && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}
