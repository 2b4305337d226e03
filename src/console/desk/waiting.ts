// How long a customer has waited, and how much that matters.

export type Urgency = "calm" | "soon" | "late";

/** Two minutes is where a chat stops feeling like one; five is when most people have left the page. Our own choice. */
const SOON_AFTER_MS = 2 * 60_000;
const LATE_AFTER_MS = 5 * 60_000;

/** Null: nobody waits. `waitingSince` is ISO 8601, `now` in ms. */
export function urgencyOf(waitingSince: string | null, now: number): Urgency | null {
	if (waitingSince === null) return null;
	const waited = now - Date.parse(waitingSince);
	if (waited >= LATE_AFTER_MS) return "late";
	return waited >= SOON_AFTER_MS ? "soon" : "calm";
}
