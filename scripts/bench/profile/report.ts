// The figures of profiles in sentences, and the targets of issue 4.
import type { ProfileFigures } from "../profile.ts";

const AFTER_ANSWER_MS = 30;
const CACHED_RATIO = 0.7;
const BESIDE_HANGING = 1.25;
/** Besides the probes. */
const CALLS_WHILE_FAILING = 10;

/** @returns a sentence for each target that was missed */
export function missedByProfiles({ fresh, cached, coalesced, hanging, failing }: ProfileFigures): string[] {
	const checks: [boolean, string][] = [
		[
			fresh.firstMs.p95 <= AFTER_ANSWER_MS,
			`first card ${ms(fresh.firstMs.p95)} after the fastest answer (p95), wanted ${AFTER_ANSWER_MS} ms`,
		],
		[
			fresh.wholeMs.p95 <= AFTER_ANSWER_MS,
			`whole profile ${ms(fresh.wholeMs.p95)} after the slowest answer (p95), wanted ${AFTER_ANSWER_MS} ms`,
		],
		[
			cached.ratio >= CACHED_RATIO,
			`cached profiles at ${cached.ratio.toFixed(2)} of bare reads, wanted ${CACHED_RATIO}`,
		],
		[
			coalesced.calls.every((calls) => calls === 1),
			`${coalesced.opens} opens cost ${coalesced.calls.join(", ")} calls, wanted one each`,
		],
		[
			hanging.ratio <= BESIDE_HANGING,
			`p99 of six cards beside a hanging system ${hanging.ratio.toFixed(2)} of theirs without, wanted ${BESIDE_HANGING}`,
		],
		[
			failing.calls <= CALLS_WHILE_FAILING + failing.probes,
			`${failing.calls} calls reached a failing system, wanted ${CALLS_WHILE_FAILING} and ${failing.probes} probes`,
		],
	];
	return checks.flatMap(([met, sentence]) => (met ? [] : [sentence]));
}

export function reportProfiles(figures: ProfileFigures, misses: readonly string[]): void {
	for (const line of profileLines(figures)) console.log(line);
	console.log(
		misses.length === 0 ? "\nAll targets are met." : `\n${misses.map((miss) => `missed: ${miss}`).join("\n")}`,
	);
}

/** A table of Markdown. */
export function profileLines({
	machine,
	date,
	quick,
	fresh,
	cached,
	coalesced,
	hanging,
	failing,
}: ProfileFigures): string[] {
	return [
		"",
		`${date.slice(0, 10)}, ${machine}${quick ? "; a short look, no measurement" : ""}`,
		"",
		"| seven connections, 20 to 300 ms each | figure | target |",
		"| --- | --- | --- |",
		`| first card after the fastest answer, ${fresh.looks} looks, p50 / p95 | ${ms(fresh.firstMs.p50)} / ${ms(fresh.firstMs.p95)} | ${AFTER_ANSWER_MS} ms |`,
		`| whole profile after the slowest answer, p50 / p95 | ${ms(fresh.wholeMs.p50)} / ${ms(fresh.wholeMs.p95)} | ${AFTER_ANSWER_MS} ms |`,
		`| cached profiles (${Math.round(cached.profilesPerSecond)}/s) to bare reads of the same cards (${Math.round(cached.bareReadsPerSecond)}/s) | ${cached.ratio.toFixed(2)} (${cached.pairs.map((one) => one.toFixed(2)).join(" ")}) | ${CACHED_RATIO} |`,
		`| calls for ${coalesced.opens} opens at once, for each system | ${coalesced.calls.join(" ")} | 1 |`,
		`| p99 of six cards beside one that hangs (${ms(hanging.withMs)}) to without (${ms(hanging.withoutMs)}) | ${hanging.ratio.toFixed(2)} | ${BESIDE_HANGING} |`,
		`| calls that ${failing.lookUps} look-ups of a failing system made, in ${(failing.tookMs / 1000).toFixed(1)} s | ${failing.calls} | ${CALLS_WHILE_FAILING} and ${failing.probes} probes |`,
	];
}

function ms(value: number): string {
	return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
