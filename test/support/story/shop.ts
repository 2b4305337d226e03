// A customer at the demo shop, with Heddle's widget open.
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import type { Sandbox } from "../../../scripts/sandbox/sandbox.ts";
import type { TenantKey } from "../../../scripts/sandbox/tenants.ts";

declare global {
	interface Window {
		Heddle: { push(command: readonly unknown[]): void };
	}
}

export class Shopper {
	readonly context: BrowserContext;
	readonly page: Page;

	private constructor(context: BrowserContext, page: Page) {
		this.context = context;
		this.page = page;
	}

	/** `customer`: a name in the shop's "Sign in as"; undefined stays a guest. */
	static async enter(
		browser: Browser,
		sandbox: Sandbox,
		options: { tenant?: TenantKey; customer?: string; locale?: string; width?: number } = {},
	): Promise<Shopper> {
		const { tenant = "loom", customer, locale = "en-GB", width = 1440 } = options;
		const context = await browser.newContext({ locale, viewport: { width, height: 860 } });
		context.setDefaultTimeout(10_000);
		const page = await context.newPage();
		await page.goto(sandbox.tenants[tenant].shopUrl);
		if (customer) {
			const signedIn = page.waitForResponse(
				(answer) => answer.url().includes("/session") && answer.request().method() === "PUT",
			);
			await page.locator("select").first().selectOption({ label: customer });
			await signedIn;
		}
		return new Shopper(context, page);
	}

	/** The launcher is in a closed shadow root, so that no style leaks: scripts open the widget as shops do. */
	async openWidget(): Promise<Frame> {
		await this.page.waitForFunction(() => typeof window.Heddle?.push === "function");
		await this.page.evaluate(() => window.Heddle.push(["open"]));
		return this.widget();
	}

	async widget(): Promise<Frame> {
		const found = () => this.page.frames().find((frame) => frame.url().includes("/widget/frame"));
		const frame =
			found() ?? (await this.page.waitForEvent("framenavigated", (one) => one.url().includes("/widget/frame")));
		await frame.locator("textarea").waitFor();
		return frame;
	}

	/** Writes, and waits until the message is shown. */
	async write(text: string): Promise<void> {
		const frame = await this.widget();
		await frame.locator("textarea").fill(text);
		await frame.locator("textarea").press("Enter");
		await frame.getByText(text, { exact: true }).first().waitFor();
	}

	/** Writes, and waits until the message has been taken, so that whoever leaves then has left it there. */
	async send(text: string): Promise<void> {
		await this.write(text);
		const frame = await this.widget();
		await frame.locator("li").filter({ hasText: text }).locator("time").first().waitFor();
	}

	/** Waits until the conversation shows this message. */
	async reads(text: string): Promise<void> {
		await (await this.widget()).locator("p.text", { hasText: text }).first().waitFor();
	}

	/** What the widget shows of the conversation, in its order. */
	async messages(): Promise<string[]> {
		const frame = await this.widget();
		return frame.locator("p.text").allInnerTexts();
	}

	async leave(): Promise<void> {
		await this.context.close();
	}
}
