// What is said about a mapping: where it stumbles, and what it would show.
import type { MappingPreview, MappingVersion } from "../../../protocol/mapping.ts";

/** `Line 3, column 14: …`, `Item 1, field updatedAt: …`. */
export function problemInWords({ message, line, column, path }: Extract<MappingPreview, { ok: false }>): string {
	if (path !== undefined) return `${placeOf(path)}: ${message}`;
	return line === undefined ? message : `Line ${line}, column ${column}: ${message}`;
}

/** `0.fields.2.value` → `Item 1, field fields 3 value`: people count from one. */
function placeOf(path: string): string {
	const [index = "0", ...field] = path.split(".");
	const named = field.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part)).join(" ");
	return `Item ${Number(index) + 1}${named ? `, field ${named}` : ""}`;
}

/** How the mapping of a connection stands, by its newest version. */
export function standingInWords(newest: MappingVersion | undefined, needsMapping: boolean): string {
	if (newest?.expression) return `Version ${newest.version} is live.`;
	return needsMapping
		? "There is none yet: without one its answers mean nothing, and no card is shown."
		: "There is none: cards show what Heddle's connector makes of the answers.";
}

/** Where the cursor goes for a problem: characters before its place. Behind the end where the text is shorter by now. */
export function offsetOf(source: string, line: number, column: number): number {
	const before = source.split("\n").slice(0, line - 1);
	const start = before.reduce((sum, text) => sum + text.length + 1, 0);
	return Math.min(source.length, start + column - 1);
}
