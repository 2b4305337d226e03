// Many tabs of one visitor in a real browser: what they share on its disk, and what happens where it has none for them.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AnsweringAgent } from "../widget/answering-agent.ts";
import { ShopVisitor, soon } from "../widget/shop-visitor.ts";

let heddle: Heddle;
let browser: Browser;
let agent: AnsweringAgent;
let shopUrl: string;

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	agent = await AnsweringAgent.signIn(heddle);
	({ shopUrl } = heddle.sandbox.tenants.nordlicht);
});
afterAll(async () => {
	agent?.leave();
	await browser?.close();
	await heddle?.stop();
});

it("tabs that are closed while they send lose nothing and double nothing, with a server and without", async () => {
	const visitor = await ShopVisitor.arrive(browser, shopUrl);
	await visitor.open();
	await visitor.write("First");
	const talk = await agent.answer("First");
	const written = ["First"];
	/** A further tab that writes, and is closed as soon as all of it has reached the server or the disk. */
	const passing = async (name: string) => {
		const tab = new ShopVisitor(visitor.context, await visitor.context.newPage());
		await tab.page.goto(shopUrl);
		await (await tab.open()).locator("textarea").waitFor();
		return async () => {
			for (const text of [`${name}, once`, `${name}, twice`, `${name}, thrice`]) {
				written.push(text);
				await tab.write(text);
			}
			await (await tab.message(`${name}, thrice`)).waitFor();
			await soon(() => leftToChance(tab, name)).toEqual([]);
			await tab.page.close();
		};
	};
	for (const name of ["one", "two", "three"]) await (await passing(name))();
	await Promise.all([(await passing("four"))(), (await passing("five"))()]);
	const [six, seven] = [await passing("six"), await passing("seven")];
	await heddle.kill9();
	await six();
	await seven();
	await heddle.restart();

	const said = () => talk.view.entries.map(({ content }) => (content.kind === "message" ? content.text : content.kind));
	await soon(() => said().toSorted()).toEqual(written.toSorted());
	await soon(() => visitor.keptCount()).toBe(0);
	const stored = said();
	for (const name of ["one", "two", "three", "four", "five", "six", "seven"])
		expect(stored.filter((text) => text.startsWith(`${name},`))).toEqual(
			written.filter((text) => text.startsWith(`${name},`)),
		);
	await soon(() => visitor.texts()).toEqual(stored);
	await visitor.leave();
});

/** What this tab has neither sent nor kept: the disk has a message some milliseconds after it shows. */
async function leftToChance(tab: ShopVisitor, name: string): Promise<string[]> {
	const frame = await tab.frame();
	const isWaiting = frame.locator(".message", { hasText: "Sending…" });
	const waiting = await isWaiting.locator(".text").allInnerTexts();
	const kept = await tab.kept();
	return waiting.filter((text) => text.startsWith(`${name},`) && !kept.includes(text));
}

it("a browser that stores nothing says to keep the page open, and sends when there is a line again", async () => {
	const visitor = await ShopVisitor.arrive(browser, "about:blank");
	await visitor.context.addInitScript(() => {
		IDBFactory.prototype.open = () => {
			throw new DOMException("denied", "SecurityError");
		};
	});
	await visitor.page.goto(shopUrl);
	const frame = await visitor.open();
	await visitor.write("Before");
	await (await visitor.message("Before")).getByText(/Sent|Read/).waitFor();
	await heddle.kill9();
	await frame.getByText("No connection. Reconnecting…").waitFor();
	await visitor.write("Nowhere to be kept");
	await frame.getByText("Please keep this page open").waitFor();
	await heddle.restart();
	await (await visitor.message("Nowhere to be kept")).getByText(/Sent|Read/).waitFor();
	await soon(() => frame.locator(".banner p").count()).toBe(0);
	await visitor.leave();
});
