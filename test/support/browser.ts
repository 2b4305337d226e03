// Chromium for tests, as `npm test` found or installed it.
import { type Browser, chromium } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/browser.ts";

export async function launchBrowser(): Promise<Browser> {
	const executablePath = findChromium();
	if (executablePath === undefined) throw new Error("no Chromium: npm test installs one");
	return await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}
