// Which items an agent sees first: what is wrong, then what is open, then the newest. One order for servers and screens.
import type { Item, Tone } from "./card.ts";

const RANK: Record<Tone, number> = { bad: 0, warn: 1, neutral: 2, good: 3 };

export function byImportance<T extends Item>(items: readonly T[]): T[] {
	return items.toSorted((a, b) => RANK[toneOf(a)] - RANK[toneOf(b)] || whenOf(b).localeCompare(whenOf(a)));
}

/** The worst that an item says about itself. */
export function toneOf(item: Item): Tone {
	const tones = tonesIn(item);
	return (["bad", "warn", "neutral"] as const).find((tone) => tones.includes(tone)) ?? "good";
}

function tonesIn(item: Item): (Tone | undefined)[] {
	switch (item.type) {
		case "order":
			// A cancelled order has had its trouble: what it says about payment and parcels is history.
			if (item.cancelledAt) return ["neutral"];
			return [item.payment.tone, item.fulfilment.tone, ...item.parcels.map(({ state }) => state?.tone)];
		case "delivery":
		case "ticket":
		case "parcel":
		case "course":
			return [item.state.tone];
		case "payment":
			return [item.state.tone, item.dispute?.state.tone];
		case "contact":
			return ["neutral"];
		case "fields":
			return ["neutral", ...item.fields.map(({ tone }) => tone)];
	}
}

/** ISO 8601; empty where the item has no time. */
function whenOf(item: Item): string {
	switch (item.type) {
		case "order":
			return item.placedAt;
		case "delivery":
			return item.expectedAt ?? item.postedAt;
		case "ticket":
		case "parcel":
			return item.updatedAt;
		case "payment":
			return item.at;
		case "course":
			return item.lastSeenAt ?? item.startedAt ?? "";
		case "contact":
			return item.since ?? "";
		case "fields":
			return item.updatedAt ?? "";
	}
}
