// Numbers that a customer has written in this conversation, and what they turned out to be. Pure.
import type { Card, Item } from "../../protocol/card.ts";
import type { Entry } from "../../protocol/entry.ts";
import { type Mention, MOST_MENTIONS, mentionsIn, numbersOf } from "../../protocol/mentions.ts";
import { placeOf } from "./attention.ts";

/** The newest first: what they ask about now. */
export function writtenIn(entries: readonly Entry[]): string[] {
	const numbers = new Set<string>();
	for (const { author, content } of entries.toReversed()) {
		if (author.kind !== "visitor" || content.kind !== "message") continue;
		for (const number of mentionsIn(content.text)) numbers.add(number);
		if (numbers.size >= MOST_MENTIONS) break;
	}
	return [...numbers].slice(0, MOST_MENTIONS);
}

export type Written =
	/** On one of the cards, which are this verified customer's: `place` is where. */
	| { state: "on_card"; number: string; item: Item; place: string }
	| { state: "linked"; number: string; objects: Extract<Mention, { state: "linked" }>["objects"] }
	| { state: "unconfirmed"; number: string };

/** A card knows best: its system was asked just now, by what is proven. What nobody knows is left out. */
export function resolved(numbers: readonly string[], cards: readonly Card[], mentions: readonly Mention[]): Written[] {
	return numbers.flatMap((number): Written[] => {
		for (const card of cards)
			for (const item of card.items)
				if (numbersOf(item).includes(number)) return [{ state: "on_card", number, item, place: placeOf(card, item) }];
		const mention = mentions.find((one) => one.number === number);
		return mention ? [mention] : [];
	});
}
