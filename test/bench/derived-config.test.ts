import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deriveConfig } from "../../scripts/derived-config.ts";
import { projectRoot } from "../../scripts/project.ts";

test("a derived configuration is wrangler.toml with another entry and further objects, wherever it lies", async () => {
	const folder = await mkdtemp(join(tmpdir(), "heddle-config-"));
	try {
		const main = "scripts/bench/worker/worker.ts";
		const derived = readFileSync(await deriveConfig(folder, { main, objects: { FLOOR: "Floor" } }), "utf8").split("\n");
		const original = readFileSync(join(projectRoot, "wrangler.toml"), "utf8").split("\n");
		const [added, gone] = [
			derived.filter((line) => !original.includes(line)),
			original.filter((line) => !derived.includes(line)),
		];
		expect(gone).toEqual(['main = "src/worker.ts"', 'directory = "dist/assets"']);
		expect(added).toEqual([
			`main = "${join(projectRoot, main)}"`,
			`directory = "${join(projectRoot, "dist/assets")}"`,
			'name = "FLOOR"',
			'class_name = "Floor"',
			'tag = "derived"',
			'new_sqlite_classes = ["Floor"]',
		]);
		expect(existsSync(join(projectRoot, main))).toBe(true);
	} finally {
		await rm(folder, { recursive: true });
	}
});
