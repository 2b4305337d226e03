// What is wrong anywhere in a profile, the worst first: what an agent must not miss while typing.
import type { Card, Item } from "../../protocol/card.ts";
import { byImportance } from "../../protocol/card-order.ts";
import { cardWords, systemName } from "./card-words.ts";
import { nameOfItem } from "./item-words.ts";
import { type Trouble, troublesOf } from "./troubles.ts";

export interface Attention {
	/** Of the item, or of the card where the whole card is in trouble: where a click leads. */
	place: string;
	name: string;
	words: string;
	tone: Trouble["tone"];
	/** Undefined for a whole card. */
	item?: Item["type"];
}

/** `now` in ms. */
export function attentionOf(cards: readonly Card[], now: number): Attention[] {
	const found = cards.flatMap((card) => [...inCard(card, now), ...inItems(card, now)]);
	return [...found.filter(({ tone }) => tone === "bad"), ...found.filter(({ tone }) => tone === "warn")];
}

/** Names an item on screen: the id that its element has. */
export function placeOf(card: Pick<Card, "connectionId">, item?: Pick<Item, "type" | "id">): string {
	return item ? `${card.connectionId} ${item.type} ${item.id}` : card.connectionId;
}

function inCard(card: Card, now: number): Attention[] {
	const { tone, age } = cardWords(card, now);
	return tone === "bad" ? [{ place: placeOf(card), name: card.title, words: `${systemName(card)} ${age}`, tone }] : [];
}

function inItems(card: Card, now: number): Attention[] {
	return byImportance(card.items).flatMap((item) => {
		const troubles = troublesOf(item, now);
		const [worst] = troubles;
		if (!worst) return [];
		const words = troubles.map((trouble) => trouble.words).join(" · ");
		return [{ place: placeOf(card, item), name: nameOfItem(item), words, tone: worst.tone, item: item.type }];
	});
}
