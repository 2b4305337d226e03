// How much of what a system knows goes on one card.
import type { Item } from "../protocol/card.ts";
import { byImportance } from "../protocol/card-order.ts";

/** Items on one card: what an agent takes in at a glance, and within one call's cost in every system here. */
export const MOST_ITEMS = 10;

/** The most urgent `MOST_ITEMS`, in order. */
export function mostUrgent<T extends Item>(items: readonly T[]): T[] {
	return byImportance(items).slice(0, MOST_ITEMS);
}
