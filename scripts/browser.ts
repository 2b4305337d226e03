// A Chromium to test with: one that is there, else one that is installed now, else a sentence that says how.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";

const USUAL_PLACES = [
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Headless in a container, as root, and without any request of its own to the network. */
export const CHROMIUM_FLAGS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

/** @returns path of the program. HEDDLE_CHROMIUM names one in another place. */
export function findChromium(): string | undefined {
	const named = process.env.HEDDLE_CHROMIUM;
	return [...(named ? [named] : []), ...USUAL_PLACES, chromium.executablePath()].find((path) => existsSync(path));
}

/** @returns path of the program, installed now if it was missing. @throws saying how to install it */
export async function ensureChromium(): Promise<string> {
	const found = findChromium() ?? (installFromDebian() ? findChromium() : undefined);
	if (found) return found;
	if (downloadFromPlaywright()) {
		const downloaded = findChromium();
		if (downloaded) return downloaded;
	}
	throw new Error(
		"No Chromium was found, and none could be installed. Install it (Debian: apt-get install -y chromium; " +
			"elsewhere: npx playwright-core install chromium), or name one in HEDDLE_CHROMIUM.",
	);
}

function installFromDebian(): boolean {
	if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
	console.log("   installing Chromium (apt-get install chromium)");
	return run("apt-get", ["update", "-q"]) && run("apt-get", ["install", "-q", "-y", "chromium"]);
}

function downloadFromPlaywright(): boolean {
	console.log("   downloading Playwright's Chromium");
	const cli = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
	return run(process.execPath, [cli, "install", "chromium"]);
}

function run(program: string, args: string[]): boolean {
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	return spawnSync(program, args, { stdio: "inherit", env }).status === 0;
}
