// How many bytes a visitor's browser loads for the widget, against what issue 2 allows.
import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { consoleFolder, LOADER_FILE, widgetFolder } from "./screens.ts";

const KB = 1024;

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
	return paths.reduce((total, path) => total + gzipSync(readFileSync(path), { level: 9 }).length, 0);
}
