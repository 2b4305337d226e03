// Time as an argument, so that no test waits for it.

export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Runs once after `ms` milliseconds; the answer cancels it. */
	after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	after(ms, run) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
};
