// What Heddle holds itself to. Each target says in a sentence by how much it was missed.
import type { Figures } from "./messages.ts";

/** Of the floor's rate, on disk: the check, the numbering, the fan-out and the history together may cost 15 %. */
const RATIO = 0.85;
/** Of the floor's p99, at this rate. */
const P99_RATIO = 1.5;
const P99_AT = 600;
/** The slowest socket's answers to the median one's. */
const FAIRNESS = 0.5;
/** Acknowledged messages a second with the state in memory: the origin's claim, on half of its cores. */
const IN_MEMORY = 8_500;
/** Of one commit for each message, in one busy conversation. */
const GATHERED = 2.5;
const ROWS = 2.8;
const REQUESTS = 1.5;
const QUEUE_OPERATIONS = 0.5;
const ROUND_TRIPS = { start: 2, resume: 1 };

/** @returns a sentence for each target that was missed */
export function missed({ disk, memory, waits, idle, cost }: Figures): string[] {
	const { gathered } = cost;
	return [
		...disk.closed.flatMap(({ conversations, inFlight, ratio, fairness }) => [
			atLeast(ratio, RATIO, `on disk, ${conversations} conversations with ${inFlight} in flight, of the floor's rate`),
			atLeast(
				fairness,
				FAIRNESS,
				`${conversations} conversations with ${inFlight} in flight, slowest socket to median`,
			),
		]),
		...memory.closed.flatMap(({ conversations, inFlight, heddle, fairness }) => [
			atLeast(heddle, IN_MEMORY, `in memory, ${conversations} conversations with ${inFlight} in flight, messages/s`),
			atLeast(fairness, FAIRNESS, "in memory, slowest socket to median"),
		]),
		...disk.open
			.filter(({ perSecond }) => perSecond === P99_AT)
			.map(({ p99Ratio }) => atMost(p99Ratio, P99_RATIO, `p99 at ${P99_AT} messages/s, to the floor's`)),
		atLeast(disk.room.ratio, GATHERED, "one busy conversation, of one commit for each message"),
		atLeast(disk.room.fairness, FAIRNESS, "one busy conversation, slowest socket to median"),
		...waits.flatMap(({ roundTripMs, start, resume }) => [
			atMost(start.roundTrips, ROUND_TRIPS.start, `round trips to start (${roundTripMs} ms injected)`),
			atMost(resume.roundTrips, ROUND_TRIPS.resume, `round trips to resume (${roundTripMs} ms injected)`),
		]),
		atMost(gathered.rowsWritten, ROWS, "rows written for a message"),
		atMost(gathered.requests, REQUESTS, "object requests for a message"),
		atMost(gathered.queueOperations, QUEUE_OPERATIONS, "queue operations for a message"),
		atMost(idle.entries, 0, `handlers entered for ${idle.visitors} idle visitors in ${idle.forMs / 1000} s`),
	].filter((sentence) => sentence !== undefined);
}

function atLeast(value: number, target: number, what: string): string | undefined {
	return value >= target ? undefined : `${what}: ${short(value)}, wanted at least ${short(target)}`;
}

function atMost(value: number, target: number, what: string): string | undefined {
	return value <= target ? undefined : `${what}: ${short(value)}, wanted at most ${short(target)}`;
}

function short(value: number): string {
	return value >= 100 ? String(Math.round(value)) : String(Number(value.toFixed(2)));
}
