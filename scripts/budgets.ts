// How many bytes a visitor's browser loads for the widget, and for the SDK by itself, against what they may cost.
import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type InlineConfig } from "vite";
import { projectRoot } from "./project.ts";
import { consoleFolder, LOADER_FILE, widgetFolder } from "./screens.ts";

const KB = 1024;

/** The SDK's two parts that a visitor's page needs, bundled to be weighed and not written. */
const clientBundle: InlineConfig = {
	configFile: false,
	logLevel: "warn",
	publicDir: false,
	root: join(projectRoot, "src/client"),
	build: {
		write: false,
		// What the package is published as (tsconfig.client.json).
		target: "es2022",
		modulePreload: false,
		rolldownOptions: {
			input: ["conversation", "outbox-indexed-db"].map((name) => join(projectRoot, `src/client/${name}.ts`)),
			preserveEntrySignatures: "strict",
		},
	},
};

export interface Weight {
	name: string;
	gzipBytes: number;
	/** Undefined where there is no budget. */
	limitBytes: number | undefined;
}

/** @returns sizes as compressed on the wire (gzip at its best level, as Cloudflare's caches keep static files) */
export function weighScreens(): Weight[] {
	const widget = filesOf(widgetFolder);
	return [
		{ name: "widget loader", gzipBytes: sum(widget.filter(isLoader)), limitBytes: 5 * KB },
		{ name: "widget frame", gzipBytes: sum(widget.filter((path) => !isLoader(path))), limitBytes: 30 * KB },
		{ name: "console", gzipBytes: sum(filesOf(consoleFolder)), limitBytes: undefined },
	];
}

/** A conversation's client with the outbox of browsers, bundled as a page would bundle it. */
export async function weighClient(): Promise<Weight> {
	const made = await build(clientBundle);
	const chunks = (Array.isArray(made) ? made : [made]).flatMap((one) => ("output" in one ? one.output : []));
	const code = chunks.flatMap((chunk) => (chunk.type === "chunk" ? [chunk.code] : [])).join("\n");
	return { name: "conversation client", gzipBytes: code === "" ? 0 : zipped(code), limitBytes: 8 * KB };
}

export function overBudget({ gzipBytes, limitBytes }: Weight): boolean {
	// Nothing at all means that the build is missing, not that it is small.
	return gzipBytes === 0 || (limitBytes !== undefined && gzipBytes > limitBytes);
}

export function describeWeight({ name, gzipBytes, limitBytes }: Weight): string {
	const limit = limitBytes === undefined ? "" : ` of ${limitBytes / KB} KB`;
	return `${name}: ${(gzipBytes / KB).toFixed(1)} KB${limit} (gzip)`;
}

function filesOf(folder: string): string[] {
	return globSync(join(folder, "**/*.{html,js,css}"));
}

function isLoader(path: string): boolean {
	return relative(widgetFolder, path) === LOADER_FILE;
}

function sum(paths: string[]): number {
	return paths.reduce((total, path) => total + zipped(readFileSync(path)), 0);
}

function zipped(content: string | Buffer): number {
	return gzipSync(content, { level: 9 }).length;
}
