// An error on the console that a test did not announce (`vi.spyOn(console, "error")`) fails it.
import { afterEach, beforeEach } from "vitest";

const report = console.error;
let unexpected: unknown[][] = [];

beforeEach(() => {
	unexpected = [];
	console.error = (...words: unknown[]) => {
		unexpected.push(words);
		report(...words);
	};
});

afterEach(() => {
	console.error = report;
	if (unexpected.length === 0) return;
	const lines = unexpected.map((words) => words.map(String).join(" "));
	throw new Error(`the test wrote to console.error:\n${lines.join("\n")}`);
});
