// Which items of a card begin as one line: good news, and all but the first of what is neither good nor bad.
import type { Item } from "../../protocol/card.ts";
import { toneOf } from "../../protocol/card-order.ts";

/** For items without trouble. `index`: in the card, 0 for the most important. */
export function beginsFolded(item: Item, index: number): boolean {
	return index > 0 || toneOf(item) === "good" || isOver(item);
}

function isOver(item: Item): boolean {
	return item.type === "order" && item.cancelledAt !== undefined;
}
