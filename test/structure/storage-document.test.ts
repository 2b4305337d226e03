// docs/storage.md names all that is stored: found in the code here, so that the page cannot fall behind.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { readDeployment } from "../../scripts/deployment.ts";
import { projectRoot } from "../../scripts/project.ts";
import * as auth from "../../src/db/schema/auth.ts";
import * as connection from "../../src/db/schema/connection.ts";
import * as conversation from "../../src/db/schema/conversation.ts";
import * as customer from "../../src/db/schema/customer.ts";
import * as event from "../../src/db/schema/event.ts";
import * as inbox from "../../src/db/schema/inbox.ts";
import * as workspace from "../../src/db/schema/workspace.ts";
import { sourceFiles } from "./source-files.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const page = read("docs/storage.md");
const server = sourceFiles()
	.filter((path) => /^src\/.*\.ts$/.test(path) && !/^src\/(client|console|widget)\//.test(path))
	.map((path) => ({ path, text: read(path) }));

/** Prefixes of keys: `` `card:${…}` `` and `keptDoors("inbox", …)`. */
function keyPrefixes(text: string): string[] {
	return [...text.matchAll(/`([a-z]+):\$\{|\bkeptDoors\("([a-z]+)"/g)].map(([, a, b]) => a ?? b ?? "");
}

test("every key of KV is on the page", () => {
	const writers = server.filter(
		({ path, text }) =>
			// It writes under the prefixes that others hand it.
			path !== "src/workspaces/kept-doors.ts" && /env\.(DOORS|CARDS)\.put\(|\bkeptDoors\("/.test(text),
	);
	expect(writers.length).toBeGreaterThan(4);
	expect(writers.filter(({ text }) => keyPrefixes(text).length === 0)).toEqual([]);
	const prefixes = writers.flatMap(({ text }) => keyPrefixes(text));
	expect(prefixes).toContain("card");
	expect(prefixes.filter((prefix) => !page.includes(`| \`${prefix}:{`))).toEqual([]);
});

test("every table of a Durable Object is on the page, with its columns", () => {
	const tables = server.flatMap(({ text }) =>
		[...text.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*)\)[^)]*"/g)].map(([, name = "", columns = ""]) => ({
			name,
			columns: columnsOf(columns),
		})),
	);
	expect(tables.length).toBeGreaterThan(5);
	const missing = tables.filter(({ name, columns }) => !rowsOf(name).some((row) => hasAll(row, columns)));
	expect(missing).toEqual([]);
});

test("every table of Postgres is on the page, with exactly its columns", () => {
	for (const table of tablesOf(connection, conversation, customer, event, inbox, workspace)) {
		const { name, columns } = getTableConfig(table);
		const shown = rowsOf(name).map((row) => wordsIn(row.split("|")[2] ?? ""));
		expect(shown, name).toContainEqual(columns.map((column) => column.name));
	}
	const [, authTables = ""] = page.match(/\nThe schema `auth`(.*)\n/) ?? [];
	expect(wordsIn(authTables)).toEqual(
		expect.arrayContaining(tablesOf(auth).map((table) => getTableConfig(table).name)),
	);
});

test("every queue is on the page", () => {
	const { queues } = readDeployment(join(projectRoot, "wrangler.toml"));
	expect(queues.length).toBeGreaterThan(2);
	expect(queues.filter((queue) => rowsOf(queue).length === 0)).toEqual([]);
});

test("every field of what is stored as JSON is on the page", () => {
	const shapes = [
		["src/conversations/state.ts", "state"],
		["src/conversations/history-batch.ts", "historyBatch"],
		["src/events/delivery.ts", "delivery"],
		["src/workspaces/doors.ts", "workspaceDoor"],
		["src/workspaces/doors.ts", "connectionDoor"],
		["src/customers/visit.ts", "visit"],
		["src/desks/attachment.ts", "attachment"],
		["src/conversations/attachment.ts", "attachment"],
	] as const;
	const named = new Set(wordsIn(page));
	for (const [path, name] of shapes) {
		const fields = fieldsOf(read(path), name);
		expect(fields.length, `${name} in ${path}`).toBeGreaterThan(2);
		expect(
			fields.filter((field) => !named.has(field)),
			`${name} in ${path}`,
		).toEqual([]);
	}
});

function rowsOf(name: string): string[] {
	return page.split("\n").filter((line) => line.startsWith(`| \`${name}\` |`));
}

function hasAll(row: string, words: readonly string[]): boolean {
	const there = new Set(wordsIn(row));
	return words.every((word) => there.has(word));
}

function wordsIn(text: string): string[] {
	return [...text.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}

/** `id TEXT PRIMARY KEY, json TEXT NOT NULL` names id and json; `PRIMARY KEY (a, b)` names none. */
function columnsOf(definition: string): string[] {
	return definition
		.replace(/PRIMARY KEY \([^)]*\)/, "")
		.split(",")
		.map((column) => column.trim().split(" ")[0] ?? "")
		.filter((column) => column !== "");
}

/** Names of the outermost fields of `const name = z.object({ … })`, as biome lays it out. */
function fieldsOf(text: string, name: string): string[] {
	const [, oneLine, block] =
		text.match(new RegExp(`const ${name} = z\\.object\\(\\{(?: (.*) \\}\\);|\\n([\\s\\S]*?)\\n\\}\\);)`)) ?? [];
	if (oneLine !== undefined) return [...oneLine.matchAll(/(?:^|, )(\w+)(?=[:,]|$)/g)].map(([, field = ""]) => field);
	return [...(block ?? "").matchAll(/^\t(\w+)[,:]/gm)].map(([, field = ""]) => field);
}

function tablesOf(...modules: object[]): PgTable[] {
	return modules.flatMap((module) => Object.values(module).filter(isTable));
}

function isTable(value: unknown): value is PgTable {
	return typeof value === "object" && value !== null && Symbol.for("drizzle:Name") in value;
}
