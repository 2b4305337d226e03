// Which items an agent sees first: what is wrong, then what is open, then the newest.
import type { Item, Tone } from "../protocol/card.ts";

/** Items on one card: what an agent takes in at a glance, and within one call's cost in every system here. */
export const MOST_ITEMS = 10;

const RANK: Record<Tone, number> = { bad: 0, warn: 1, neutral: 2, good: 3 };

/** The most urgent `MOST_ITEMS`, in order. */
export function mostUrgent<T extends Item>(items: readonly T[]): T[] {
	return items
		.toSorted((a, b) => rankOf(a) - rankOf(b) || instantOf(b).localeCompare(instantOf(a)))
		.slice(0, MOST_ITEMS);
}

function rankOf(item: Item): number {
	if (item.type === "order") return Math.min(RANK[item.payment.tone], RANK[item.fulfilment.tone]);
	return item.type === "contact" ? RANK.neutral : RANK[item.state.tone];
}

function instantOf(item: Item): string {
	if (item.type === "order") return item.placedAt;
	if (item.type === "delivery") return item.expectedAt ?? item.postedAt;
	return item.type === "ticket" ? item.updatedAt : (item.since ?? "");
}
