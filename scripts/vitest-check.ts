// A vitest project as a check: every test counts, and so does what keeps tests from being counted.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type Check, execute, type Tally } from "./checks.ts";

/** What is read of vitest's JSON report, which has Jest's shape: https://vitest.dev/guide/reporters.html#json-reporter */
const report = z.object({
	numPassedTests: z.int(),
	numFailedTests: z.int(),
	numPendingTests: z.int(),
	numTodoTests: z.int(),
	testResults: z.array(
		z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
	),
});

/** @param args more words for `vitest run`: filters, excludes */
export function vitest(project: string, args: string[] = [], env: Record<string, string> = {}): Check {
	return {
		name: `tests: ${[project, ...args].join(" ")}`,
		async run() {
			const folder = await mkdtemp(join(tmpdir(), "heddle-tests-"));
			const output = join(folder, "report.json");
			try {
				const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${output}`];
				const code = await execute(["vitest", "run", "--project", project, ...reporters, ...args], env);
				return count(await readFile(output, "utf8"), code);
			} finally {
				await rm(folder, { recursive: true, force: true });
			}
		},
	};
}

/**
 * @param json vitest's report
 * @param code vitest's exit code
 * @returns failed counts, besides failed tests: files that could not be loaded, skipped tests, errors outside of tests,
 * and a run in which nothing was tested
 */
export function count(json: string, code: number | string): Tally {
	const parsed = report.parse(JSON.parse(json));
	const unloaded = parsed.testResults.filter(
		({ status, assertionResults }) =>
			status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
	);
	const skipped = parsed.numPendingTests + parsed.numTodoTests;
	const failed = parsed.numFailedTests + unloaded.length + skipped;
	const unexplained = failed === 0 && (code !== 0 || parsed.numPassedTests === 0);
	return { passed: parsed.numPassedTests, failed: failed + (unexplained ? 1 : 0) };
}
