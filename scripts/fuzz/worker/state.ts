// What the build has been told, and what it counts. Objects and doors of a local run share one isolate.
import { CALM, type FuzzSettings } from "../control.ts";

/** Names that are remembered: those of a long run's newest batches. */
const MOST_NAMES = 2_000;

interface State {
	settings: FuzzSettings;
	births: Map<string, number>;
	/** A few prove as much as many: whoever waits for an answer that never comes waits for seconds. */
	breaksLeft: number;
	/** Since the program last asked. */
	faults: string[];
}

export const state: State = { settings: CALM, births: new Map(), breaksLeft: 0, faults: [] };

/** For each broken promise. */
const MOST_BREAKS = 5;

export function set(settings: FuzzSettings): void {
	state.settings = settings;
	state.breaksLeft = MOST_BREAKS;
}

export function noteBirth(name: string | undefined): void {
	if (name === undefined) return;
	const [oldest] = state.births.keys();
	if (state.births.size >= MOST_NAMES && oldest !== undefined) state.births.delete(oldest);
	state.births.set(name, (state.births.get(name) ?? 0) + 1);
}
