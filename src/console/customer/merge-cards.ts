// Cards come twice: by the profile's stream and by the conversation's socket. The newest word of each connection counts.
import type { Card, Item, Tone } from "../../protocol/card.ts";

/**
 * What to show after `incoming` came. Data never goes back in time, and a card that has failed, or is only being asked
 * for again, keeps what was good before.
 */
export function mergeCard(known: Card | undefined, incoming: Card): Card {
	if (!known) return incoming;
	if (known.fetchedAt && incoming.fetchedAt && incoming.fetchedAt < known.fetchedAt) return known;
	const saysNothingNew = incoming.items.length === 0 && KEEPS_DATA.has(incoming.state);
	if (!saysNothingNew || !known.fetchedAt) return incoming;
	return { ...incoming, items: known.items, fetchedAt: known.fetchedAt };
}

const KEEPS_DATA: ReadonlySet<Card["state"]> = new Set(["loading", "failed", "timed_out", "breaker_open"]);

/** Bad news first, then what needs an eye, then the newest. */
export function byImportance(items: readonly Item[]): Item[] {
	return [...items].sort((a, b) => RANK[toneOf(a)] - RANK[toneOf(b)] || whenOf(b).localeCompare(whenOf(a)));
}

const RANK: Record<Tone, number> = { bad: 0, warn: 1, neutral: 2, good: 2 };

/** The worst that an item says about itself. */
export function toneOf(item: Item): Tone {
	const tones = tonesIn(item);
	return (["bad", "warn", "neutral"] as const).find((tone) => tones.includes(tone)) ?? "good";
}

function tonesIn(item: Item): Tone[] {
	switch (item.type) {
		case "order":
			// A cancelled order has had its trouble: what it says about payment and parcels is history.
			if (item.cancelledAt) return ["neutral"];
			return [item.payment.tone, item.fulfilment.tone, ...item.parcels.flatMap(({ state }) => state?.tone ?? [])];
		case "delivery":
		case "ticket":
			return [item.state.tone];
		case "contact":
			return ["neutral"];
	}
}

function whenOf(item: Item): string {
	switch (item.type) {
		case "order":
			return item.placedAt;
		case "delivery":
			return item.postedAt;
		case "ticket":
			return item.updatedAt;
		case "contact":
			return item.since ?? "";
	}
}
