import { execFile } from "node:child_process";
import { expect, it } from "vitest";
import { projectRoot } from "../../scripts/project.ts";

const outcome = (...args: string[]) =>
	new Promise<{ code: number | string | null | undefined; said: string }>((resolve) => {
		execFile(process.execPath, ["scripts/fuzz.ts", ...args], { cwd: projectRoot }, (error, _, said) =>
			resolve({ code: error?.code, said }),
		);
	});

it.each([
	["--seconds", "soon"],
	["--frames", "0"],
	["--seed", "-1"],
	["--speed", "9"],
])("says how it is used, and ends with 2, when it is given %s %s", async (...args) => {
	const { code, said } = await outcome(...args);
	expect(code).toBe(2);
	expect(said).toContain("npm run fuzz -- [options]");
});
