// What a run has to say: a table, and the violations in words.
import { added, type Effects, inWords } from "./effects.ts";
import type { Violation } from "./history.ts";
import type { Verdict } from "./self-test.ts";

export interface Line {
	part: string;
	rounds: number;
	acknowledged: number;
	violations: Violation[];
	seconds: number;
	effects: Effects;
	remark?: string | undefined;
}

/** Of one checker in one part; the rest is counted. */
const SHOWN = 5;

/** Lines of the same part are added up. */
export function table(lines: readonly Line[]): string {
	const parts = Map.groupBy(lines, ({ part }) => part);
	const rows = [...parts].map(([part, its]) => [part, ...figures(its), whatHappened(its)]);
	rows.push(["all", ...figures(lines), ""]);
	return layOut([["fault", "rounds", "acknowledged", "violations", "seconds", "what happened"], ...rows], [0, 5]);
}

function whatHappened(lines: readonly Line[]): string {
	const words = inWords(added(lines.map(({ effects }) => effects)));
	return [words, lines.at(-1)?.remark].filter(Boolean).join(", ");
}

export function violationsInWords(lines: readonly Line[]): string[] {
	return lines.flatMap(({ part, violations }) =>
		[...Map.groupBy(violations, ({ checker }) => checker)].flatMap(([checker, its]) => [
			`${part}: ${checker}, ${its.length} times`,
			...its.slice(0, SHOWN).map(({ conversation, sentence }) => `  ${conversation}: ${sentence.slice(0, 400)}`),
		]),
	);
}

export function inOneLine({ broken, asItShould, times, found }: Verdict): string {
	const verdict = asItShould ? (broken ? "noticed" : "nothing wrong, nothing said") : "NOT AS IT SHOULD BE";
	const often = broken ? `, ${times} times` : "";
	return `${(broken ?? "nothing broken").padEnd(16)} ${verdict}${often}: ${JSON.stringify(found)}`;
}

export function tableOfVerdicts(verdicts: readonly Verdict[]): string {
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

export function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, one) => total + one, 0);
}

function figures(lines: readonly Line[]): string[] {
	return [
		String(sum(lines.map(({ rounds }) => rounds))),
		sum(lines.map(({ acknowledged }) => acknowledged)).toLocaleString("en"),
		String(sum(lines.map(({ violations }) => violations.length))),
		sum(lines.map(({ seconds }) => seconds)).toFixed(0),
	];
}

/** As a Markdown table, so that it can be put into a document as it is. `words`: the columns that are no numbers. */
export function layOut(rows: readonly string[][], words: readonly number[]): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		`| ${row.map((cell, column) => (words.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
	const rule = `|${widths.map((width, column) => (words.includes(column) ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
	const [head = [], ...body] = rows;
	return [line(head), rule, ...body.map(line)].join("\n");
}
