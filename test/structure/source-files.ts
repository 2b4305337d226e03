// The files that this repository is made of, as git sees them: what is ignored is not ours to check.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../scripts/project.ts";

/** @returns paths from the project's root, of tracked files and of new ones that are not ignored */
export function sourceFiles(): string[] {
	const output = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
		cwd: projectRoot,
		encoding: "utf8",
	});
	return output.split("\0").filter((path) => path !== "" && existsSync(join(projectRoot, path)));
}
