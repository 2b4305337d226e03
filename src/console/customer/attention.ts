// What is wrong anywhere in a profile, the worst first: what an agent must not miss while typing.
import type { Card, Item, Order, Parcel } from "../../protocol/card.ts";
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
	const inOrder = cards.flatMap((card) => [...inCard(card, now), ...inItems(card, now)].map(ranked));
	const orders = cards.flatMap(({ items }) => items.filter((item) => item.type === "order"));
	return inOrder
		.filter(({ item }) => item?.type !== "parcel" || !orders.some((order) => tellsOf(order, item, now)))
		.toSorted((a, b) => RANK[a.one.tone] - RANK[b.one.tone] || a.turn - b.turn)
		.map(({ one }) => one);
}

const RANK = { bad: 0, warn: 1 };

/** The worst of each card before the second of any: no card is crowded out. A dispute runs out, so it never waits. */
function ranked({ one, item }: Found, index: number) {
	const isDispute = item?.type === "payment" && item.dispute !== undefined;
	return { one, item, turn: isDispute ? -1 : index };
}

/** The shop and the carrier tell of the same parcel: what both say is said once. */
function tellsOf(order: Order, parcel: Parcel, now: number): boolean {
	if (!order.parcels.some(({ number }) => number === parcel.reference)) return false;
	const told = troublesOf(order, now).map(({ words }) => words);
	return troublesOf(parcel, now).every(({ words }) => told.includes(words));
}

/** Names an item on screen: the id that its element has. */
export function placeOf(card: Pick<Card, "connectionId">, item?: Pick<Item, "type" | "id">): string {
	return item ? `${card.connectionId} ${item.type} ${item.id}` : card.connectionId;
}

interface Found {
	one: Attention;
	item?: Item;
}

function inCard(card: Card, now: number): Found[] {
	const { tone, age } = cardWords(card, now);
	if (tone !== "bad") return [];
	return [{ one: { place: placeOf(card), name: card.title, words: `${systemName(card)} ${age}`, tone } }];
}

function inItems(card: Card, now: number): Found[] {
	return byImportance(card.items).flatMap((item) => {
		const troubles = troublesOf(item, now);
		const [worst] = troubles;
		if (!worst) return [];
		const words = troubles.map((trouble) => trouble.words).join(" · ");
		const place = placeOf(card, item);
		return [{ item, one: { place, name: nameOfItem(item), words, tone: worst.tone, item: item.type } }];
	});
}
