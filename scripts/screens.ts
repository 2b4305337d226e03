// What Vite makes of the screens: the console, the widget's frame, and the loader that a shop's page includes.
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import type { InlineConfig } from "vite";
import { projectRoot } from "./project.ts";

/** wrangler.toml's [assets] directory: a file's path below it is its path on the Worker. */
export const assetsFolder = join(projectRoot, "dist/assets");
export const widgetFolder = join(assetsFolder, "widget");
export const consoleFolder = join(assetsFolder, "console");
export const LOADER_FILE = "heddle.js";

/** Preact runs in what supports all of this (2020 and later); the loader runs in a shop's page, whoever visits it. */
const FRAME_TARGET = "es2020";
const LOADER_TARGET = "es2019";

// No polyfill: it is an inline script, which the pages' CSP forbids, for browsers older than the target.
const modulePreload = { polyfill: false };
const shared = { configFile: false, logLevel: "warn", publicDir: false } satisfies InlineConfig;

export const consoleBuild: InlineConfig = {
	...shared,
	root: join(projectRoot, "src/console"),
	base: "/console/",
	plugins: [react()],
	// The console is one download for people who work with it all day: no warning about its size.
	build: { outDir: consoleFolder, emptyOutDir: true, modulePreload, chunkSizeWarningLimit: 2000 },
};

export const frameBuild: InlineConfig = {
	...shared,
	root: join(projectRoot, "src/widget/frame"),
	base: "/widget/",
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	build: { outDir: widgetFolder, emptyOutDir: true, modulePreload, target: FRAME_TARGET },
};

/** Built after the frame, into the same folder. */
export const loaderBuild: InlineConfig = {
	...shared,
	root: join(projectRoot, "src/widget"),
	build: {
		outDir: widgetFolder,
		emptyOutDir: false,
		target: LOADER_TARGET,
		lib: {
			entry: join(projectRoot, "src/widget/loader.ts"),
			formats: ["iife"],
			name: "HeddleLoader",
			fileName: () => LOADER_FILE,
		},
	},
};
