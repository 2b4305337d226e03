// The programme of a run: how many rounds of which fault, in episodes.
import { FAULT_NAMES, type FaultName } from "./faults.ts";

export type Part = FaultName | "crowd" | "outage";
export const PARTS: readonly Part[] = [...FAULT_NAMES, "crowd", "outage"];

/** Of all rounds. What tears the most at once comes most often. */
const SHARES: Record<Part, number> = {
	kill: 6,
	cut: 2,
	half_open: 2,
	evict: 2,
	sleep: 2,
	repeat: 1,
	postgres: 2,
	queue: 2,
	clock: 2,
	flap: 1,
	mix: 4,
	// In a long run these two take a minute or two each.
	crowd: 0.05,
	outage: 0.02,
};
/** Rounds of one episode: a conversation of some thousand entries, and a history that fits in memory. */
const ROUNDS_OF_EPISODE = 50;

export interface Episode {
	part: Part;
	rounds: number;
	/** Of its own, so that one episode can be played again alone. */
	seed: number;
}

/** At least one round of each part, in a fixed order; together about `rounds`. */
export function programme(rounds: number, seed: number, only?: Part): Episode[] {
	const parts = only === undefined ? PARTS : [only];
	const shares = parts.reduce((sum, part) => sum + SHARES[part], 0);
	return parts
		.flatMap((part) =>
			split(Math.max(1, Math.round((rounds * SHARES[part]) / shares))).map((count) => ({ part, rounds: count })),
		)
		.map((episode, index) => ({ ...episode, seed: (seed + index) >>> 0 }));
}

function split(rounds: number): number[] {
	const whole = Math.floor(rounds / ROUNDS_OF_EPISODE);
	const rest = rounds % ROUNDS_OF_EPISODE;
	return [...Array.from({ length: whole }, () => ROUNDS_OF_EPISODE), ...(rest > 0 ? [rest] : [])];
}
