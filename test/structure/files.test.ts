import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../scripts/project.ts";
import { sourceFiles } from "./source-files.ts";

/** shared style: "about 60 lines, think at 150, never over 300 (schemas and generated files aside)". */
const MAX_LINES = 300;
/** Schemas, and data that reads like a table: a file of them has no inside to get lost in. */
const DATA = /^src\/db\/schema\/|\/fixtures\//;
const EMPTY_NAMES = /(^|[-/])(utils?|helpers?|services?|common|managers?)([-./]|$)/;

const code = sourceFiles().filter((path) => /\.(tsx?|mjs)$/.test(path));

test("no file is longer than 300 lines", () => {
	expect(code.length).toBeGreaterThan(20);
	const lengths = code.filter((path) => !DATA.test(path)).map((path) => ({ path, lines: linesOf(path) }));
	expect(lengths.filter(({ lines }) => lines > MAX_LINES)).toEqual([]);
});

test("no file or folder has a name that says nothing", () => {
	expect(EMPTY_NAMES.test("src/db/utils.ts") && EMPTY_NAMES.test("src/common/ids.ts")).toBe(true);
	expect(code.filter((path) => EMPTY_NAMES.test(path))).toEqual([]);
});

test("no note says that something is left for later", () => {
	const later = new RegExp(["TO", "DO|FIX", "ME"].join(""));
	expect(code.filter((path) => later.test(readFileSync(join(projectRoot, path), "utf8")))).toEqual([]);
});

function linesOf(path: string): number {
	return readFileSync(join(projectRoot, path), "utf8").trimEnd().split("\n").length;
}
