// The lines of an order or delivery, short enough to read while typing.

/** Lines that fit; the rest is counted. */
const SHOWN = 3;

/** `2 × Wool blanket, Linen sheet, and 3 more`. */
export function linesInWords(lines: readonly { title: string; quantity: number }[]): string {
	const shown = lines.slice(0, SHOWN).map(({ title, quantity }) => (quantity === 1 ? title : `${quantity} × ${title}`));
	const rest = lines.length - shown.length;
	return rest > 0 ? `${shown.join(", ")}, and ${rest} more` : shown.join(", ");
}
