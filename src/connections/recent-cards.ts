// The newest cards in the object's own memory: KV may show a card to some and not yet to others, and each of those others
// would cost the system one more call.
import type { Card } from "../protocol/card.ts";

/** A card is some 10 KB: 1 MB of the 128 MB that an isolate has for all its objects. */
const MOST = 100;

export class RecentCards {
	readonly #cards = new Map<string, Card>();

	/** The one that was asked for no earlier than `sinceMs`. */
	since(whose: string, sinceMs: number): Card | undefined {
		const card = this.#cards.get(whose);
		return card?.fetchedAt !== undefined && Date.parse(card.fetchedAt) >= sinceMs ? card : undefined;
	}

	keep(whose: string, card: Card): void {
		this.#cards.delete(whose);
		// One that its system gives a time of its own may be over before anybody asks: KV knows when.
		if (card.freshUntil) return;
		this.#cards.set(whose, card);
		const [oldest] = this.#cards.keys();
		if (this.#cards.size > MOST && oldest !== undefined) this.#cards.delete(oldest);
	}

	drop(whose: string): void {
		this.#cards.delete(whose);
	}

	clear(): void {
		this.#cards.clear();
	}
}
