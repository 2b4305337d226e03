// What a run of webhooks has to say: a table, and the violations in words.
import { inWords } from "../effects.ts";
import { layOut } from "../report.ts";
import { EVENT_CHECKERS } from "./checkers.ts";
import type { EventViolation } from "./history.ts";
import type { EventOutcome } from "./run.ts";
import type { EventVerdict } from "./self-test.ts";

/** Of one checker; the rest is counted. */
const SHOWN = 5;

export function eventTable({ violations, effects, figures }: EventOutcome, seconds: number): string {
	const number = (value: number) => value.toLocaleString("en");
	const rows = [
		["", "number"],
		[
			"webhooks, of which forged, malformed or another workspace's",
			`${number(figures.webhooks)}, ${number(figures.refused)}`,
		],
		["sent", number(figures.sends)],
		["accepted (202)", number(figures.accepted)],
		["events that the consumer was done with", number(figures.done)],
		["events of which the queue lost every message, no effect wanted", number(figures.lost)],
		["entries in timelines", number(figures.timelineEntries)],
		["alerts", number(figures.alerts)],
		["what was done to them", inWords(effects)],
		[`violations (${EVENT_CHECKERS.join(", ")})`, number(violations.length)],
		["seconds", seconds.toFixed(0)],
	];
	return layOut(rows, [0, 1]);
}

export function eventViolationsInWords(violations: readonly EventViolation[]): string[] {
	return [...Map.groupBy(violations, ({ checker }) => checker)].flatMap(([checker, its]) => [
		`${checker}, ${its.length} times`,
		...its.slice(0, SHOWN).map(({ where, sentence }) => `  ${where}: ${sentence.slice(0, 400)}`),
	]);
}

export function eventVerdict({ broken, asItShould, times, found }: EventVerdict): string {
	const verdict = asItShould ? (broken ? "noticed" : "nothing wrong, nothing said") : "NOT AS IT SHOULD BE";
	return `${(broken ?? "nothing broken").padEnd(16)} ${verdict}${broken ? `, ${times} times` : ""}: ${JSON.stringify(found)}`;
}

export function tableOfEventVerdicts(verdicts: readonly EventVerdict[]): string {
	const rows = verdicts.map(({ broken, asItShould, times, found }) => [
		broken ? `\`${broken}\`` : "nothing",
		String(times),
		asItShould ? "yes" : "NO",
		Object.entries(found)
			.map(([checker, count]) => `${checker} ${count}`)
			.join(", ") || "nothing",
	]);
	return layOut([["broken", "times", "as it should be", "what the checkers said"], ...rows], [0, 2, 3]);
}
