// What a run has to say: inputs by door and family, answers by code, and what must not be.
import type { Recorder } from "./recorder.ts";

/** Of one kind; the rest is counted. */
const SHOWN = 3;

export function inputsTable({ counts }: Recorder): string {
	const sums = new Map<string, Map<string, number>>();
	for (const [key, count] of counts) {
		const [door = "", family = ""] = key.split(" ");
		const row = sums.get(family) ?? new Map<string, number>();
		sums.set(family, row.set(door, (row.get(door) ?? 0) + count));
	}
	const doors = [...new Set([...sums.values()].flatMap((row) => [...row.keys()]))];
	const rows = [...sums].map(([family, row]) => [family, ...doors.map((door) => figure(row.get(door)))]);
	const all = doors.map((door) => figure(sum([...sums.values()].map((row) => row.get(door) ?? 0))));
	return layOut([["family", ...doors], ...rows.toSorted(), ["all", ...all]]);
}

export function answersTable({ counts }: Recorder): string {
	const sums = answersOf(counts);
	const rows = [...sums].toSorted(([, a], [, b]) => b - a).map(([outcome, count]) => [outcome, figure(count)]);
	return layOut([["answer", "times"], ...rows]);
}

/** By outcome, over all doors and families. */
export function answersOf(counts: ReadonlyMap<string, number>): Map<string, number> {
	const sums = new Map<string, number>();
	for (const [key, count] of counts) {
		const outcome = key.split(" ").slice(2).join(" ");
		sums.set(outcome, (sums.get(outcome) ?? 0) + count);
	}
	return sums;
}

export function violationsInWords({ violations, violationsInAll }: Recorder): string[] {
	const kinds = Map.groupBy(violations, ({ what }) => what.replace(/\d+/g, "N").slice(0, 80));
	const words = [...kinds].flatMap(([, its]) => [
		`${its.length} times:`,
		...its
			.slice(0, SHOWN)
			.map(({ batch, what, input }) => `  batch ${batch}: ${what}${input ? `\n    input: ${input}` : ""}`),
	]);
	return violationsInAll > violations.length ? [...words, `and ${violationsInAll - violations.length} more`] : words;
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, one) => total + one, 0);
}

function figure(count: number | undefined): string {
	return count === undefined ? "" : count.toLocaleString("en");
}

/** As a Markdown table; the first column is words, the others figures. */
function layOut(rows: readonly string[][]): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		`| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
	const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
	const [head = [], ...body] = rows;
	return [line(head), rule, ...body.map(line)].join("\n");
}
