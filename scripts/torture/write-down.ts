// Puts a run's table into docs/reliability.md, in the place of the last one.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../project.ts";

const DOCUMENT = join(projectRoot, "docs/reliability.md");
/** Blocks that the document has, each between a comment with its name and one that ends it. */
export type Block = "faults" | "kills" | "self-test" | "events" | "events-self-test";

export function writeDown(block: Block, command: string, seconds: number, table: string): void {
	writeFileSync(DOCUMENT, filled(readFileSync(DOCUMENT, "utf8"), block, described(command, seconds, table)));
}

/** @throws where the document has no place for it */
export function filled(document: string, block: Block, text: string): string {
	const place = new RegExp(`(<!-- ${block} of npm run torture -->\\n)[\\s\\S]*?(<!-- /${block} -->)`);
	if (!place.test(document)) throw new Error(`docs/reliability.md has no place for ${block}`);
	return document.replace(place, (_, begin: string, end: string) => `${begin}${text}\n${end}`);
}

function described(command: string, seconds: number, table: string): string {
	const [processor] = cpus();
	const date = new Date().toISOString().slice(0, 10);
	const machine = `${cpus().length} × ${processor?.model.trim() ?? "unknown"}`;
	return `${date}, ${machine}, ${lasting(seconds)}: \`${command}\`\n\n${table}\n`;
}

function lasting(seconds: number): string {
	return seconds < 120 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} minutes`;
}
