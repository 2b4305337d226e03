// The checks that run no product code: types, lint, and whether the migrations say what the schema says.
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { assertion, type Check, command } from "./checks.ts";
import { projectRoot } from "./project.ts";

const PARTS = ["worker", "node", "console", "widget"];

export const staticChecks: Check[] = [
	command("types of wrangler.toml's bindings", ["npm", "run", "--silent", "types"]),
	...PARTS.map((part) => command(`types: ${part}`, ["tsc", "-p", `tsconfig.${part}.json`])),
	command("format and lint", ["biome", "ci", "."]),
	assertion("the migrations make what src/db/schema describes", schemaIsMigrated),
];

/** Lets drizzle-kit write the missing migration, if any, into a copy. */
async function schemaIsMigrated(): Promise<void> {
	const copy = await mkdtemp(join(tmpdir(), "heddle-migrations-"));
	try {
		await cp(join(projectRoot, "migrations"), copy, { recursive: true });
		const { stdout } = await promisify(execFile)(
			"drizzle-kit",
			// It only takes a relative folder.
			["generate", "--dialect=postgresql", "--schema=./src/db/schema/*.ts", `--out=${relative(projectRoot, copy)}`],
			{ cwd: projectRoot },
		);
		if (!stdout.includes("No schema changes")) {
			throw new Error(`src/db/schema has changes without a migration. Run: npm run migrations\n${stdout}`);
		}
	} finally {
		await rm(copy, { recursive: true, force: true });
	}
}
