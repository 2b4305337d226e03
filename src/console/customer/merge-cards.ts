// Cards come twice: by the profile's stream and by the conversation's socket. The newest word of each connection counts.
import type { Card } from "../../protocol/card.ts";

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

const KEEPS_DATA: ReadonlySet<Card["state"]> = new Set(["loading", "failed", "drifted", "timed_out", "breaker_open"]);
