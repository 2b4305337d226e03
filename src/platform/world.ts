// Time and randomness as arguments, so that rules can be tried at any hour and no test sleeps.

export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

let lastSecond = { atS: Number.NaN, text: "" };

/** ISO 8601 in UTC with milliseconds: the only form of time that crosses a wire. */
export function instantOf(ms: number): string {
	const atS = Math.floor(ms / 1000);
	// A date is written out by a formatter of C's, which costs a message more than its numbering: once a second is enough.
	if (atS !== lastSecond.atS) lastSecond = { atS, text: new Date(atS * 1000).toISOString().slice(0, -"000Z".length) };
	return `${lastSecond.text}${String(ms - atS * 1000).padStart(3, "0")}Z`;
}
