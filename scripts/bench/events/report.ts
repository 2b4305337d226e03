// The figures of business events in a table, and the targets of issue 5.
import type { EventFigures } from "../events.ts";

const RATIO = 0.5;
/** "Within a second": p99 on a connected agent's desk, at every rate. */
const ALERT_MS = 1_000;
const DOOR_MS = 50;
const CHAT_RATIO = 3;

/** @returns a sentence for each target that was missed */
export function missedByEvents({ sustained, rates, peak }: EventFigures): string[] {
	const checks: [boolean, string][] = [
		[
			sustained.ratio >= RATIO,
			`events that match nothing at ${sustained.ratio.toFixed(2)} of the floor's rate, wanted ${RATIO}`,
		],
		...rates.flatMap(({ perSecond, sent, alerts, alertMs, doorMs }): [boolean, string][] => [
			[alerts === sent, `at ${perSecond}/s ${sent - alerts} of ${sent} alerts never came`],
			[alertMs.p99 <= ALERT_MS, `at ${perSecond}/s an alert took ${ms(alertMs.p99)} (p99), wanted ${ALERT_MS} ms`],
			[doorMs.p99 <= DOOR_MS, `at ${perSecond}/s the door took ${ms(doorMs.p99)} (p99), wanted ${DOOR_MS} ms`],
		]),
		[
			peak.chatMs.ratio <= CHAT_RATIO,
			`the chat's p99 beside ${peak.perSecond}/s at ${peak.chatMs.ratio.toFixed(1)} times its quiet value, wanted ${CHAT_RATIO}`,
		],
		[peak.lost === 0, `${peak.lost} events of the peak are not in Postgres`],
		[peak.alertsMissing === 0, `${peak.alertsMissing} alerts of the peak never came`],
	];
	return checks.flatMap(([met, sentence]) => (met ? [] : [sentence]));
}

export function reportEvents(figures: EventFigures, misses: readonly string[]): void {
	for (const line of eventLines(figures)) console.log(line);
	console.log(
		misses.length === 0 ? "\nAll targets are met." : `\n${misses.map((miss) => `missed: ${miss}`).join("\n")}`,
	);
}

/** A table of Markdown. */
export function eventLines(figures: EventFigures): string[] {
	const { machine, loadAverage, database, date, quick, sustained, rates, peak } = figures;
	const { quiet, beside } = peak.chatMs;
	return [
		"",
		`${date.slice(0, 10)}, ${machine}, ${database}; load average ${loadAverage.before.toFixed(1)} before, ${loadAverage.after.toFixed(1)} after${quick ? "; a short look, no measurement" : ""}`,
		"",
		"| business events | figure | target |",
		"| --- | --- | --- |",
		`| no match: ${sustained.nothing.toFixed(0)}/s until applied, to the floor's ${sustained.floor.toFixed(0)}/s | ${sustained.ratio.toFixed(2)} (${sustained.ratios.map((one) => one.toFixed(2)).join(" ")}) | ${RATIO} |`,
		`| a tenth with entry and alert: ${sustained.tenth.toFixed(0)}/s, to the floor's | ${sustained.ratioOfTenth.toFixed(2)} | |`,
		...rates.flatMap(({ perSecond, sent, alerts, alertMs, doorMs }) => [
			`| POST to alert at ${perSecond}/s, ${alerts} of ${sent}, p50 / p99 | ${ms(alertMs.p50)} / ${ms(alertMs.p99)} | ${ALERT_MS} ms |`,
			`| the door's answer at ${perSecond}/s, p50 / p99 | ${ms(doorMs.p50)} / ${ms(doorMs.p99)} | ${DOOR_MS} ms |`,
		]),
		`| ${peak.perSecond}/s for ${peak.forMs / 1000} s: accepted, shed with 429 | ${peak.accepted}, ${peak.shed} | |`,
		`| drained after the last one; lost; alerts missing | ${ms(peak.drainedAfterMs)}; ${peak.lost}; ${peak.alertsMissing} | 0; 0 |`,
		`| POST to alert in it, p50 / p99 | ${ms(peak.alertMs.p50)} / ${ms(peak.alertMs.p99)} | |`,
		`| chat's p99 beside it (${ms(beside.p99)}) to without (${ms(quiet.p99)}) | ${peak.chatMs.ratio.toFixed(1)} | ${CHAT_RATIO} |`,
	];
}

function ms(value: number): string {
	return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
