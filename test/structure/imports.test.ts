import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../scripts/project.ts";
import { importsIn, wrongWay } from "./import-direction.ts";
import { sourceFiles } from "./source-files.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const dependencyFree = (path: string) => importsIn(path, read(path)).every(({ typeOnly }) => typeOnly);
const complaints = (path: string, text: string) => wrongWay(importsIn(path, text), () => false);

test("imports point one way", () => {
	const files = sourceFiles().filter((path) => /^src\/.*\.tsx?$/.test(path));
	const imports = files.flatMap((path) => importsIn(path, read(path)));
	expect(imports.length).toBeGreaterThan(20);
	expect(wrongWay(imports, dependencyFree)).toEqual([]);
});

test("a lower room that imports a higher one is found, however the import is written", () => {
	const ways = [
		'import { desk } from "../desks/desk.ts";',
		'import type { Desk } from "../desks/desk.ts";',
		'import {\n\tdesk,\n\ttype Desk,\n} from "../desks/desk.ts";',
		'import * as desks from "../desks/desk.ts";',
		'import "../desks/desk.ts";',
		'export { desk } from "../desks/desk.ts";',
		'const desk = await import("../desks/desk.ts");',
	];
	for (const way of ways) {
		expect(complaints("src/customers/customer.ts", way)).toEqual([
			"src/customers/customer.ts imports src/desks/desk.ts: customers must not know desks",
		]);
		expect(complaints("src/app.ts", way.replace("../", "./"))).toEqual([]);
	}
});

test("rooms of one level, tests, and front rooms that reach into the server are found", () => {
	expect(complaints("src/connectors/a.ts", 'import { a } from "../db/a.ts";')).toHaveLength(1);
	expect(complaints("src/desks/a.ts", 'import { a } from "../../test/support/a.ts";')).toHaveLength(1);
	expect(complaints("src/console/a.tsx", 'import { a } from "../platform/a.ts";')).toHaveLength(1);
	expect(complaints("src/platform/a.ts", 'import { a } from "../client/a.ts";')).toHaveLength(1);
	expect(complaints("src/console/desk/a.tsx", 'import { a } from "../../client/a.ts";')).toEqual([]);
});

test("a validator on its way to a visitor's page is found, a type on its way there is not", () => {
	const value = 'import { entry } from "../protocol/entry.ts";';
	expect(complaints("src/client/a.ts", value)).toHaveLength(1);
	expect(complaints("src/client/a.ts", 'import type { Entry } from "../protocol/entry.ts";')).toEqual([]);
	expect(complaints("src/client/a.ts", 'import { type Entry } from "../protocol/entry.ts";')).toEqual([]);
	expect(wrongWay(importsIn("src/client/a.ts", value), () => true)).toEqual([]);
});

test("an import that is only mentioned in a comment is none", () => {
	expect(complaints("src/customers/a.ts", '// import { a } from "../desks/a.ts";\n/* import "../app.ts" */')).toEqual(
		[],
	);
});
