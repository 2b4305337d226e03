// Time and randomness as arguments, so that rules can be tried at any hour and no test sleeps.

export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 in UTC with milliseconds: the only form of time that crosses a wire. */
export function instantOf(ms: number): string {
	return new Date(ms).toISOString();
}
