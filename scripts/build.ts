// Builds the screens into dist/assets, unless they are there and nothing that goes into them has changed.
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { describeWeight, overBudget, weighScreens } from "./budgets.ts";
import { projectRoot } from "./project.ts";
import { assetsFolder, consoleBuild, frameBuild, loaderBuild } from "./screens.ts";

const SOURCES = [
	"src/{console,widget,client,protocol}/**/*",
	"scripts/{build,screens}.ts",
	"package-lock.json",
	"tsconfig*.json",
];

/** Beside the assets, not among them: it is not served. */
const stampFile = join(assetsFolder, "../sources.sha256");

/** @returns false when the screens were up to date. @throws with Vite's words when a source does not build */
export async function buildScreens(): Promise<boolean> {
	const stamp = hashSources();
	if ((await readFile(stampFile, "utf8").catch(() => "")) === stamp) return false;
	await rm(stampFile, { force: true });
	await mkdir(assetsFolder, { recursive: true });
	await build(consoleBuild);
	await build(frameBuild);
	await build(loaderBuild);
	await writeFile(stampFile, stamp);
	return true;
}

function hashSources(): string {
	const hash = createHash("sha256");
	const paths = globSync(SOURCES, { cwd: projectRoot, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
	for (const path of paths.sort()) {
		hash
			.update(`${path.slice(projectRoot.length)}\0`)
			.update(readFileSync(path))
			.update("\0");
	}
	return hash.digest("hex");
}

if (import.meta.main) {
	console.log((await buildScreens()) ? "built the screens into dist/assets" : "the screens are up to date");
	const weights = weighScreens();
	for (const weight of weights) console.log(describeWeight(weight));
	if (weights.some(overBudget)) {
		console.error("A screen is over its budget.");
		process.exitCode = 1;
	}
}
