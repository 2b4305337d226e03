// An agent at the console.
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { DEMO_PASSWORD } from "../../../scripts/demo/businesses.ts";

export class AgentAtDesk {
	readonly context: BrowserContext;
	readonly page: Page;

	private constructor(context: BrowserContext, page: Page) {
		this.context = context;
		this.page = page;
	}

	static async signIn(browser: Browser, workerOrigin: string, email: string): Promise<AgentAtDesk> {
		const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
		context.setDefaultTimeout(10_000);
		const page = await context.newPage();
		await page.goto(`${workerOrigin}/console/`);
		await page.getByLabel("E-mail").fill(email);
		await page.getByRole("textbox", { name: "Password" }).fill(DEMO_PASSWORD);
		await page.keyboard.press("Enter");
		await page.getByLabel("Search all messages").waitFor();
		return new AgentAtDesk(context, page);
	}

	row(customer: string): Locator {
		return this.page.locator("[data-conversation]", { hasText: customer });
	}

	async open(customer: string): Promise<void> {
		await this.row(customer).click();
		await this.composer.waitFor();
	}

	get composer(): Locator {
		return this.page.locator("textarea").first();
	}

	async answer(text: string): Promise<void> {
		await this.composer.fill(text);
		await this.composer.press("Enter");
		await this.log.getByText(text).first().waitFor();
	}

	/** Messages go to the customer, notes stay inside. */
	async switchTo(kind: "Answer" | "Note"): Promise<void> {
		await this.page.locator("label", { hasText: kind }).click();
	}

	get log(): Locator {
		return this.page.getByRole("log");
	}

	card(name: string): Locator {
		return this.page.getByLabel(name, { exact: true });
	}

	get alerts(): Locator {
		return this.page.getByRole("region", { name: "Alerts" });
	}

	async leave(): Promise<void> {
		await this.context.close();
	}
}
