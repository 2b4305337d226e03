// `npm run screenshots`: plays a short scene on a fresh Heddle and photographs it for the README.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { type Browser, chromium, type Page } from "playwright-core";
import { freshHeddle } from "../test/support/heddle.ts";
import { AgentAtDesk } from "../test/support/story/desk.ts";
import { SandboxControl } from "../test/support/story/sandbox-control.ts";
import { Shopper } from "../test/support/story/shop.ts";
import { CHROMIUM_FLAGS, ensureChromium } from "./browser.ts";
import type { Heddle } from "./heddle.ts";
import { projectRoot } from "./project.ts";

const folder = join(projectRoot, "docs/images");
/** A README is read over slow lines too. */
const MAX_BYTES = 300 * 1024;

const browser = await chromium.launch({ executablePath: await ensureChromium(), args: CHROMIUM_FLAGS });
const heddle = await freshHeddle();
try {
	await mkdir(folder, { recursive: true });
	await photograph(heddle, browser);
} finally {
	await browser.close();
	await heddle.stop();
}
// better-auth and playwright may leave timers behind; everything that was started has been stopped above.
process.exit();

async function photograph({ sandbox, workerOrigin }: Heddle, browser: Browser): Promise<void> {
	const nora = await AgentAtDesk.signIn(browser, workerOrigin, "nora@loom-and-thread.example");
	const eleanor = await Shopper.enter(browser, sandbox, { customer: "Eleanor Hartley", width: 390 });
	await eleanor.openWidget();
	await eleanor.write("Good morning! My class starts on Friday and the second loom of my order has not come.");
	await eleanor.write("Do you know where it is?");
	await nora.open("Eleanor Hartley");
	await nora.page.keyboard.press("Escape");
	await nora.page.keyboard.press("c");
	await nora.log.getByText("took the conversation").waitFor();
	await nora.answer("Good morning, Eleanor. The first loom and the linen are on their way.");
	await nora.switchTo("Note");
	await nora.answer("Workshop says: loom two is packed, the courier comes at three.");
	await nora.switchTo("Answer");
	await nora.answer("The second loom leaves our workshop this afternoon, and you have it on Thursday.");
	await eleanor.reads("you have it on Thursday");
	await eleanor.write("Wonderful. I have just ordered the wool for the class, by express.");
	await eleanor.write("Can it come together with the loom?");

	const { order } = await new SandboxControl(sandbox).happen("loom", "orders", {
		customer: "eleanor.hartley@example.com",
		lines: [{ sku: "YARN-MERINO-INDIGO", quantity: 12 }],
		shippingTitle: "Express, next day",
		shippingPrice: 12,
		steps: ["paid"],
	});
	if (order === undefined) throw new Error("the sandbox placed no order");
	await nora.alerts.getByText(order.name).first().waitFor();
	await nora.card("Orders, Shopify").getByText(order.name).waitFor();
	await nora.log.getByText("Can it come together").waitFor();
	await nora.log.getByText(order.name).first().waitFor();

	await shoot(nora.page, "console.png");
	await nora.page.emulateMedia({ colorScheme: "dark" });
	await shoot(nora.page, "console-dark.png");
	await shootPhone(eleanor, "widget.png");
}

async function shoot(page: Page, name: string): Promise<void> {
	await keep(name, await page.screenshot({ animations: "disabled", caret: "hide" }));
}

/** As a phone's screen shows it, with two dots to a pixel. */
async function shootPhone({ context, page }: Shopper, name: string): Promise<void> {
	const { width, height } = page.viewportSize() ?? { width: 390, height: 860 };
	const devtools = await context.newCDPSession(page);
	const { data } = await devtools.send("Page.captureScreenshot", { clip: { x: 0, y: 0, width, height, scale: 2 } });
	await keep(name, Buffer.from(data, "base64"));
}

async function keep(name: string, image: Buffer): Promise<void> {
	if (image.length > MAX_BYTES) throw new Error(`${name} has ${image.length} bytes, over the limit of ${MAX_BYTES}`);
	await writeFile(join(folder, name), image);
	console.log(`docs/images/${name}: ${(image.length / 1024).toFixed(0)} KB`);
}
