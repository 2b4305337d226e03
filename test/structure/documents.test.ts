import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../scripts/project.ts";
import { pathsNamedIn } from "./document-paths.ts";
import { sourceFiles } from "./source-files.ts";

test("every place that a document names exists", () => {
	const documents = sourceFiles().filter((path) => path.endsWith(".md"));
	const missing = documents.flatMap((document) =>
		pathsNamedIn(document, readFileSync(join(projectRoot, document), "utf8"))
			.filter((path) => !exists(document, path))
			.map((path) => `${document} names ${path}`),
	);
	expect(missing).toEqual([]);
});

test("a link and a quoted path are read as the places that they name, other words are not", () => {
	const text =
		"See [the map](../src/README.md#rooms), `src/{app,worker}.ts`, `/v1/hooks`, `npm`, `src/desks/*.ts`, <https://a.b>.";
	expect(pathsNamedIn("docs/storage.md", text)).toEqual(["src/README.md", "src/app.ts", "src/worker.ts"]);
	expect(existsSync(join(projectRoot, "src/no-such-room"))).toBe(false);
});

/** A bare file name may mean the one beside the document. */
function exists(document: string, path: string): boolean {
	return existsSync(join(projectRoot, path)) || existsSync(join(projectRoot, dirname(document), path));
}
