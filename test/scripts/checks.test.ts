import { expect, test } from "vitest";
import { overBudget } from "../../scripts/budgets.ts";
import { count } from "../../scripts/vitest-check.ts";

interface File {
	status: string;
	assertionResults: { status: string }[];
}

function report(numbers: { passed?: number; failed?: number; pending?: number }, files: Partial<File>[] = []): string {
	const { passed = 0, failed = 0, pending = 0 } = numbers;
	const testResults = files.map((file) => ({ name: "a.test.ts", status: "passed", assertionResults: [], ...file }));
	return JSON.stringify({
		numPassedTests: passed,
		numFailedTests: failed,
		numPendingTests: pending,
		numTodoTests: 0,
		testResults,
	});
}

test("tests that pass and fail are counted as such", () => {
	expect(count(report({ passed: 3 }), 0)).toEqual({ passed: 3, failed: 0 });
	expect(count(report({ passed: 3, failed: 2 }), 1)).toEqual({ passed: 3, failed: 2 });
});

test("a skipped test, a file that cannot be loaded, an error outside of tests and an empty run are failures", () => {
	expect(count(report({ passed: 3, pending: 1 }), 0)).toEqual({ passed: 3, failed: 1 });
	expect(count(report({ passed: 3 }, [{ status: "failed" }]), 1)).toEqual({ passed: 3, failed: 1 });
	expect(count(report({ passed: 3 }), 1)).toEqual({ passed: 3, failed: 1 });
	expect(count(report({}), 0)).toEqual({ passed: 0, failed: 1 });
});

test("a file with failed tests is not counted a second time", () => {
	const failedFile = { status: "failed", assertionResults: [{ status: "failed" }] };
	expect(count(report({ passed: 1, failed: 1 }, [failedFile]), 1)).toEqual({ passed: 1, failed: 1 });
});

test("a screen is over its budget when it is too large, or not there at all", () => {
	expect(overBudget({ name: "loader", gzipBytes: 5121, limitBytes: 5120 })).toBe(true);
	expect(overBudget({ name: "loader", gzipBytes: 5120, limitBytes: 5120 })).toBe(false);
	expect(overBudget({ name: "loader", gzipBytes: 0, limitBytes: 5120 })).toBe(true);
	expect(overBudget({ name: "console", gzipBytes: 900_000, limitBytes: undefined })).toBe(false);
});
