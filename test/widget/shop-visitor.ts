// A visitor with a browser of their own, in the demo shop.
import type { Browser, BrowserContext, BrowserContextOptions, Frame, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { z } from "zod";

/** How long anything in a page may take on a busy machine before it counts as not happening. */
export const PATIENCE_MS = 20_000;

/** Expects something of what changes by itself, within our patience. */
export function soon<T>(look: () => T | Promise<T>) {
	return expect.poll(look, { timeout: PATIENCE_MS });
}

export class ShopVisitor {
	readonly context: BrowserContext;
	readonly page: Page;
	/** What went wrong in the page, beside requests that could not reach the server. */
	readonly errors: string[] = [];

	static async arrive(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<ShopVisitor> {
		const context = await browser.newContext({ locale: "en-GB", ...options });
		const visitor = new ShopVisitor(context, await context.newPage());
		await visitor.page.goto(url);
		return visitor;
	}

	/** `page` may be a further tab of the same context. */
	constructor(context: BrowserContext, page: Page) {
		this.context = context;
		this.page = page;
		page.setDefaultTimeout(PATIENCE_MS);
		page.on("pageerror", (error) => this.errors.push(error.message));
	}

	/** Opens the chat as a shop's own button would, and answers its frame. */
	async open(): Promise<Frame> {
		await this.command(["open"]);
		return this.frame();
	}

	async frame(): Promise<Frame> {
		const isChat = (frame: Frame) => frame.url().includes("/widget/frame");
		const found = this.page.frames().find(isChat);
		const frame = found ?? (await this.page.waitForEvent("framenavigated", { predicate: isChat }));
		await frame.locator("header").waitFor();
		return frame;
	}

	async command(command: readonly unknown[]): Promise<void> {
		await this.page.waitForFunction(() => typeof Reflect.get(window, "Heddle")?.push === "function");
		await this.page.waitForFunction(() => !Array.isArray(Reflect.get(window, "Heddle")));
		await this.page.evaluate((words) => Reflect.get(window, "Heddle").push(words), command);
	}

	async write(text: string): Promise<void> {
		const field = (await this.frame()).locator("textarea");
		await field.fill(text);
		await field.press("Enter");
	}

	/** The bubble that says `text`, with what stands under it. */
	async message(text: string): Promise<Locator> {
		const frame = await this.frame();
		return frame.locator(".message", { has: frame.locator(".text", { hasText: text }) });
	}

	/** The messages that the browser keeps for later, over all pages. */
	async kept(): Promise<string[]> {
		const rows = await (await this.frame()).evaluate(
			() =>
				new Promise<unknown>((resolve, reject) => {
					const opening = indexedDB.open("heddle");
					opening.onerror = () => reject(opening.error);
					opening.onsuccess = () => {
						const reading = opening.result.transaction("outbox").objectStore("outbox").getAll();
						reading.onsuccess = () => {
							opening.result.close();
							resolve(reading.result);
						};
					};
				}),
		);
		return keptRows.parse(rows).map(({ pending }) => pending.text);
	}

	async keptCount(): Promise<number> {
		return (await this.kept()).length;
	}

	async texts(): Promise<string[]> {
		return (await this.frame()).locator(".message .text").allInnerTexts();
	}

	/** What assistive technology is told of the page, closed shadow roots too: role and name of each thing. */
	async spoken(): Promise<string[]> {
		const session = await this.context.newCDPSession(this.page);
		const { nodes } = axTree.parse(await session.send("Accessibility.getFullAXTree"));
		await session.detach();
		return nodes.flatMap(({ role, name }) => (role && name?.value ? [`${role.value}: ${name.value}`] : []));
	}

	/** Expects `spoken` to contain what matches, soon. */
	async hears(words: string): Promise<void> {
		await soon(() => this.spoken()).toContain(words);
	}

	async leave(): Promise<void> {
		await this.context.close();
		expect(this.errors).toEqual([]);
	}
}

const keptRows = z.array(z.object({ pending: z.object({ text: z.string() }) }));
const axValue = z.object({ value: z.string() }).optional().catch(undefined);
const axTree = z.object({ nodes: z.array(z.object({ role: axValue, name: axValue })) });
