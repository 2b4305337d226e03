// Holds src/protocol/README.md to the schemas: a stranger writes a client from it alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { projectRoot } from "../../scripts/project.ts";
import { agentFrame, clientFrame, visitorFrame } from "../../src/protocol/conversation-frames.ts";
import { deskClientFrame, deskFrame } from "../../src/protocol/desk-frames.ts";
import { content } from "../../src/protocol/entry.ts";
import { ERRORS } from "../../src/protocol/errors.ts";
import {
	frames as framesByHttp,
	madeEntry,
	newEntry,
	newWidgetSession,
	profileLine,
	ticket,
	widgetSession,
} from "../../src/protocol/http.ts";
import * as limits from "../../src/protocol/limits.ts";
import { problem } from "../../src/protocol/problem.ts";

const text = readFileSync(join(projectRoot, "src/protocol/README.md"), "utf8");

/** Unions of frames: each of their types needs an example. */
const frames = { clientFrame, visitorFrame, agentFrame, deskClientFrame, deskFrame, profileLine };
const schemas: Record<string, z.ZodType> = {
	...frames,
	newWidgetSession,
	widgetSession,
	ticket,
	newEntry,
	madeEntry,
	frames: framesByHttp,
	problem,
};

const errorFrame = z.object({ code: z.string(), message: z.string(), retry: z.boolean() });

interface Example {
	schema: string;
	value: unknown;
}

/** Fenced blocks by their info string: `json name` holds one value, `jsonl name` one in each line. */
function examplesIn(document: string): Example[] {
	const blocks = [...document.matchAll(/^```(jsonl?)([^\n]*)\n([\s\S]*?)^```$/gm)];
	return blocks.flatMap(([, form, schema = "", body = ""]) =>
		(form === "json" ? [body] : body.trim().split("\n")).map((one) => ({
			schema: schema.trim(),
			value: JSON.parse(one),
		})),
	);
}

const examples = examplesIn(text);

test("every example fits its schema, with no field that the schema does not name", () => {
	expect(examples.length).toBeGreaterThan(40);
	for (const { schema, value } of examples) {
		const shape = schemas[schema];
		if (!shape) throw new Error(`"${schema}" is no schema that this test knows`);
		expect(shape.parse(value), `${schema} ${JSON.stringify(value)}`).toEqual(value);
	}
});

test("every type of frame has an example", () => {
	for (const [name, union] of Object.entries(frames)) {
		const types = union.options.map((option) => option.shape.type.value);
		const shown = new Set(examples.filter(({ schema }) => schema === name).map(({ value }) => typeOf(value)));
		expect([...shown].sort(), name).toEqual([...types].sort());
	}
});

test("every kind of entry is shown to an agent, and only the public ones to a visitor", () => {
	const kindsShown = (schema: string) => {
		const found = examples.filter((example) => example.schema === schema).map(({ value }) => JSON.stringify(value));
		return content.options
			.map((option) => option.shape.kind.value)
			.filter((kind) => found.some((one) => one.includes(`"content":{"kind":"${kind}"`)))
			.sort();
	};
	expect(kindsShown("visitorFrame")).toEqual(["message", "status"]);
	expect([...kindsShown("agentFrame"), "status"].sort()).toEqual(
		content.options.map((option) => option.shape.kind.value).sort(),
	);
});

test("the table of errors is the one in errors.ts", () => {
	const [, table = ""] = text.match(/<!-- errors -->\n([\s\S]*?)<!-- \/errors -->/) ?? [];
	const rows = Object.entries(ERRORS).map(
		([code, row]) =>
			`| \`${code}\` | ${row.status} | ${"close" in row ? row.close : ""} | ${row.retry ? "yes" : "no"} | ${row.message} |`,
	);
	expect(table.trim().split("\n")).toEqual([
		"| code | HTTP | close | retry | message |",
		"|---|---|---|---|---|",
		...rows,
	]);
});

test("the table of limits has the values of limits.ts", () => {
	const rows = [...text.matchAll(/^\| [^|]+ \| (\d+) \| `([A-Z_]+)` \|$/gm)].map(([, value, name]) => [name, value]);
	const numbers = Object.entries(limits).filter(([, value]) => typeof value === "number");
	expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(numbers.map(([name, value]) => [name, String(value)])));
});

test("each close code of errors.ts has a line that says what to do", () => {
	const [, closing = ""] = text.match(/\n## Closing\n([\s\S]*?)\n## /) ?? [];
	const advised = [...closing.matchAll(/^\| ([\d, ]+)[^|]*\|/gm)].flatMap(
		([, codes = ""]) => codes.match(/\d+/g) ?? [],
	);
	const codes = Object.values(ERRORS).flatMap((row) => ("close" in row ? [String(row.close)] : []));
	expect(advised).toEqual(expect.arrayContaining([...new Set(codes)]));
});

test("an example of an error says what the table says", () => {
	const shown = examples.flatMap(({ schema, value }) => {
		if (schema === "problem")
			return [problem.parse(value)].map(({ code, title, retry }) => ({ code, text: title, retry }));
		if (typeOf(value) !== "error") return [];
		return [errorFrame.parse(value)].map(({ code, message, retry }) => ({ code, text: message, retry }));
	});
	expect(shown.length).toBeGreaterThan(3);
	const table = new Map(
		Object.entries(ERRORS).map(([code, { message, retry }]) => [code, { code, text: message, retry }]),
	);
	expect(shown).toEqual(shown.map(({ code }) => table.get(code)));
});

function typeOf(value: unknown): unknown {
	return typeof value === "object" && value !== null && "type" in value ? value.type : undefined;
}
