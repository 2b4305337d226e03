// The table of who may import whom (design.md: "Imports point one way"), and a checker of it.
import { posix } from "node:path";

/** Lowest first. A room imports from itself and from the levels below its own; rooms of one level do not know each other. */
const LEVELS = [
	["protocol"],
	["platform"],
	["db", "connectors"],
	["workspaces"],
	["connections"],
	["customers"],
	["conversations"],
	["desks"],
	["events"],
	["pages"],
	["app", "wiring"],
	["worker"],
];

/** Rooms that run in a browser: outside the order above, each with its own short list. */
const FRONT_ROOMS = new Map([
	["client", ["protocol"]],
	["console", ["client", "protocol"]],
	["widget", ["client", "protocol"]],
]);

/** Validators must not reach a visitor's page (design.md), so of the protocol only files without any dependency may. */
const VISITORS_ROOMS = ["client", "widget"];

export interface Import {
	from: string;
	/** As written: `./ids.ts`, `zod`. */
	specifier: string;
	typeOnly: boolean;
}

/** Finds `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`; not what stands in comments. */
export function importsIn(path: string, text: string): Import[] {
	const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
	const statements =
		/\b(?:import|export)\s+(?<type>type\s+)?(?<what>[\w*{}\s,$]+?)\s+from\s*["'](?<a>[^"']+)["']|\bimport\s*\(?\s*["'](?<b>[^"']+)["']/g;
	return [...code.matchAll(statements)].map(({ groups = {} }) => ({
		from: path,
		specifier: groups.a ?? groups.b ?? "",
		typeOnly: groups.type !== undefined || everyNameIsAType(groups.what),
	}));
}

/** `{ type A, type B }`: nothing of it is left when the program runs. */
function everyNameIsAType(what: string | undefined): boolean {
	const names = what?.match(/^\{([\s\S]*)\}$/)?.[1]?.split(",") ?? [];
	const given = names.map((name) => name.trim()).filter((name) => name !== "");
	return given.length > 0 && given.every((name) => name.startsWith("type "));
}

/**
 * @param imports of files below src/
 * @param dependencyFree tells whether a file of ours imports nothing when it runs
 * @returns a sentence for each import that points the wrong way
 */
export function wrongWay(imports: Import[], dependencyFree: (path: string) => boolean): string[] {
	return imports.flatMap((found) => {
		if (!found.specifier.startsWith(".")) return [];
		const target = posix.normalize(posix.join(posix.dirname(found.from), found.specifier));
		const sentence = `${found.from} imports ${target}`;
		if (!target.startsWith("src/")) return [`${sentence}, which is outside of src/`];
		const [from, to] = [roomOf(found.from), roomOf(target)];
		if (!mayImport(from, to)) return [`${sentence}: ${from} must not know ${to}`];
		const weighs = VISITORS_ROOMS.includes(from) && to === "protocol" && !found.typeOnly && !dependencyFree(target);
		return weighs ? [`${sentence}: more than a type, and it brings a dependency to a visitor's page`] : [];
	});
}

/** `src/desks/presence.ts` is in `desks`; `src/app.ts` is a room of its own, `app`. */
export function roomOf(path: string): string {
	const [, first = ""] = path.split("/");
	return first.replace(/\.tsx?$/, "");
}

function mayImport(from: string, to: string): boolean {
	if (from === to) return true;
	const front = FRONT_ROOMS.get(from);
	if (front) return front.includes(to);
	const [fromLevel, toLevel] = [levelOf(from), levelOf(to)];
	return fromLevel !== -1 && toLevel !== -1 && toLevel < fromLevel;
}

function levelOf(room: string): number {
	return LEVELS.findIndex((rooms) => rooms.includes(room));
}
