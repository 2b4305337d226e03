// A Worker of a bench's or a trial's own: wrangler.toml as it stands, with another entry and more objects.
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "./project.ts";

export interface Derivation {
	/** Entry, from the project's root. It exports all that `src/worker.ts` does. */
	main: string;
	/** Further Durable Object classes that it exports, with SQLite, by the name of their binding. */
	objects?: Record<string, string>;
	/** Further queues, delivered as that of events is, by the name of their binding. Its `queue` consumes them too. */
	queues?: Record<string, string>;
	/** Compatibility flags beside the original's. */
	flags?: string[];
}

/**
 * Writes the derived configuration into `folder`.
 * @returns its path
 * @throws where wrangler.toml no longer has a line that is to be changed
 */
export async function deriveConfig(
	folder: string,
	{ main, objects = {}, queues = {}, flags = [] }: Derivation,
): Promise<string> {
	const original = readFileSync(join(projectRoot, "wrangler.toml"), "utf8");
	// Paths in it are relative to where it lies.
	const flagged = replaceLine(
		original,
		/^compatibility_flags = \[(.*)\]$/gm,
		(_, kept) => `compatibility_flags = [${[kept, ...flags.map(quoted)].join(", ")}]`,
	);
	const moved = replaceLine(
		replaceLine(flagged, /^main = .*$/gm, `main = ${quoted(join(projectRoot, main))}`),
		/^directory = "(.*)"$/gm,
		(_, directory) => `directory = ${quoted(join(projectRoot, String(directory)))}`,
	);
	await mkdir(folder, { recursive: true });
	const path = join(folder, "wrangler.toml");
	await writeFile(path, [moved, ...tables(objects), ...queueTables(queues)].join("\n"));
	return path;
}

function tables(objects: Record<string, string>): string[] {
	const classes = Object.values(objects);
	if (classes.length === 0) return [];
	return [
		...Object.entries(objects).map(
			([binding, className]) =>
				`[[durable_objects.bindings]]\nname = ${quoted(binding)}\nclass_name = ${quoted(className)}\n`,
		),
		`[[migrations]]\ntag = "derived"\nnew_sqlite_classes = [${classes.map(quoted).join(", ")}]\n`,
	];
}

function queueTables(queues: Record<string, string>): string[] {
	return Object.entries(queues).map(([binding, name]) =>
		[
			`[[queues.producers]]\nbinding = ${quoted(binding)}\nqueue = ${quoted(name)}\n`,
			`[[queues.consumers]]\nqueue = ${quoted(name)}\nmax_batch_size = 20\nmax_batch_timeout = 0\nmax_retries = 100\n`,
		].join("\n"),
	);
}

function replaceLine(text: string, line: RegExp, by: string | ((...match: unknown[]) => string)): string {
	const found = text.match(line)?.length ?? 0;
	if (found !== 1) throw new Error(`wrangler.toml has ${found} lines like ${line.source}, expected one`);
	return text.replace(line, typeof by === "string" ? () => by : by);
}

/** JSON's strings are TOML's basic strings. */
function quoted(text: string): string {
	return JSON.stringify(text);
}
