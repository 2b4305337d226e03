// What `npm test` and `npm run check` are made of: checks that run one after the other, each counted.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { styleText } from "node:util";
import { projectRoot } from "./project.ts";

export interface Tally {
	passed: number;
	failed: number;
}

export interface Check {
	name: string;
	/** What it throws is printed and counts as one failure. */
	run(): Promise<Tally>;
}

/** Runs all, whatever fails, ends with the line `tests: N passed, N failed`, and sets the exit code. */
export async function runChecks(checks: Check[]): Promise<void> {
	const total: Tally = { passed: 0, failed: 0 };
	const failures: string[] = [];
	for (const { name, run } of checks) {
		console.log(styleText("bold", `\n── ${name}`));
		const began = performance.now();
		const tally = await run().catch((error: unknown) => {
			console.error(error instanceof Error ? error.message : error);
			return { passed: 0, failed: 1 };
		});
		console.log(
			`   ${tally.failed === 0 ? "passed" : "FAILED"} in ${((performance.now() - began) / 1000).toFixed(1)} s`,
		);
		total.passed += tally.passed;
		total.failed += tally.failed;
		if (tally.failed > 0) failures.push(name);
	}
	if (failures.length > 0) console.log(`\nfailed: ${failures.join("; ")}`);
	console.log(`\ntests: ${total.passed} passed, ${total.failed} failed`);
	process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/** A check that passes when its function does not throw. */
export function assertion(name: string, assert: () => Promise<void> | void): Check {
	return {
		name,
		async run() {
			await assert();
			return { passed: 1, failed: 0 };
		},
	};
}

/** A check that passes when its command ends with 0. Its output goes to the terminal. */
export function command(name: string, words: string[]): Check {
	return assertion(name, async () => {
		const code = await execute(words);
		if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}`);
	});
}

/** @returns exit code, or the signal's name. Programs come from node_modules/.bin, which npm puts into PATH. */
export async function execute(words: string[], env: Record<string, string> = {}): Promise<number | string> {
	const [program = "", ...args] = words;
	const child = spawn(program, args, { cwd: projectRoot, stdio: "inherit", env: { ...process.env, ...env } });
	const [code, signal]: (number | string | null)[] = await once(child, "exit");
	return code ?? signal ?? 1;
}
