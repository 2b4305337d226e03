// Who the visitor is: what they say of themselves, and one person in several tabs.
import type { Browser, BrowserContextOptions, Frame } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AgentAtDesk } from "../support/story/desk.ts";
import { AnsweringAgent, until } from "../widget/answering-agent.ts";
import { ShopVisitor, soon } from "../widget/shop-visitor.ts";

let heddle: Heddle;
let browser: Browser;
let agent: AnsweringAgent;
let shopUrl: string;
const visitors: ShopVisitor[] = [];

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	shopUrl = heddle.sandbox.tenants.nordlicht.shopUrl;
	agent = await AnsweringAgent.signIn(heddle);
});
afterEach(async () => {
	for (const visitor of visitors.splice(0)) await visitor.leave();
});
afterAll(async () => {
	agent?.leave();
	await browser?.close();
	await heddle?.stop();
});

async function arrive(options?: BrowserContextOptions): Promise<ShopVisitor> {
	const visitor = await ShopVisitor.arrive(browser, shopUrl, options);
	visitors.push(visitor);
	return visitor;
}

const ask = (frame: Frame) => frame.getByRole("form", { name: "Leave your e-mail" });

describe("a visitor whom nobody has named", () => {
	it("leaves an e-mail after the first message, which the console shows as typed and not proven", async () => {
		const visitor = await arrive();
		const frame = await visitor.open();
		await visitor.write("Is the blue one back soon?");
		await ask(frame).waitFor();
		await frame.getByLabel("E-mail", { exact: true }).fill("freya@example");
		await frame.getByRole("button", { name: "Leave e-mail" }).click();
		await frame.getByRole("alert").getByText("does not look like").waitFor();
		await frame.getByLabel("E-mail", { exact: true }).fill("freya@example.com");
		await frame.getByLabel("Name (optional)").fill("Freya Lind");
		await frame.getByRole("button", { name: "Leave e-mail" }).click();
		await frame.getByText("We can answer you at freya@example.com too.").waitFor();

		const jonas = heddle.seeded?.signIns.find(({ workspace }) => workspace === "Nordlicht Bikes");
		const desk = await AgentAtDesk.signIn(browser, heddle.workerOrigin, jonas?.email ?? "");
		await desk.open("Freya Lind");
		const identity = desk.page.getByRole("region", { name: "Identity" });
		await identity.getByText("Typed by the visitor, not proven.").waitFor();
		await identity.getByText("freya@example.com").waitFor();
		await identity.getByText("Unverified").waitFor();
		await desk.leave();

		await visitor.page.reload();
		const again = await visitor.open();
		await again.getByText("We can answer you at freya@example.com too.").waitFor();
		expect(await ask(again).count()).toBe(0);
	});

	it("is asked at once while nobody is there, and what they left goes with the first message", async () => {
		// An agent is signed in for the other tests: to this visitor the server says that nobody is.
		const visitor = await arrive();
		await visitor.page.route(/\/v1\/widget\/sessions/, async (route) => {
			const answer = await route.fetch();
			await route.fulfill({ response: answer, json: { ...(await answer.json()), agentsThere: false } });
		});
		await visitor.page.reload();
		const frame = await visitor.open();
		await ask(frame).waitFor();
		await frame.getByLabel("E-mail", { exact: true }).fill("olaf@example.com");
		await frame.getByLabel("E-mail", { exact: true }).press("Enter");
		await frame.getByText("olaf@example.com goes with your first message.").waitFor();
		await visitor.write("Anybody there?");
		await frame.getByText("We can answer you at olaf@example.com too.").waitFor();
		const talk = await agent.answer("Anybody there?");
		await until(talk, () => talk.view.conversation?.customer.email);
		expect(talk.view.conversation?.customer).toMatchObject({ verified: false, email: "olaf@example.com" });
	});

	it("is left in peace after a no, and never asked where the shop has named them", async () => {
		const visitor = await arrive();
		const frame = await visitor.open();
		await visitor.write("Just looking");
		await frame.getByRole("button", { name: "No, thanks" }).click();
		expect(await ask(frame).count()).toBe(0);
		await visitor.page.reload();
		const again = await visitor.open();
		await (await visitor.message("Just looking")).waitFor();
		expect(await ask(again).count()).toBe(0);

		const named = await arrive();
		const theirs = await named.open();
		await theirs.locator("textarea").waitFor();
		await Promise.all([
			named.page.waitForResponse(/widget.sessions/),
			named.page.locator("#who").selectOption({ index: 1 }),
		]);
		await named.write("It is me");
		await (await named.message("It is me")).getByText(/Sent|Read/).waitFor();
		expect(await ask(theirs).count()).toBe(0);
	});
});

describe("a visitor with two tabs", () => {
	it("is one person in one conversation, although both were opened at once for the first time", async () => {
		const context = await browser.newContext({ locale: "en-GB" });
		const tabs = [new ShopVisitor(context, await context.newPage()), new ShopVisitor(context, await context.newPage())];
		const [one, two] = tabs;
		if (one === undefined || two === undefined) throw new Error("there are two");
		visitors.push(one);
		await Promise.all(tabs.map(({ page }) => page.goto(shopUrl)));
		await Promise.all(tabs.map((tab) => tab.open()));
		await one.write("Said in the first tab");
		await soon(() => two.texts()).toEqual(["Said in the first tab"]);
		await two.write("Said in the second tab");
		await soon(() => one.texts()).toEqual(["Said in the first tab", "Said in the second tab"]);
		expect(two.errors).toEqual([]);
	});

	it("is signed out in both, and a new stranger in both after that", async () => {
		const first = await arrive();
		await first.open();
		await first.write("Before the sign-out");
		const second = new ShopVisitor(first.context, await first.context.newPage());
		await second.page.goto(shopUrl);
		await second.open();
		await soon(() => second.texts()).toEqual(["Before the sign-out"]);
		await second.command(["logout"]);
		await soon(() => first.texts()).toEqual([]);
		await first.write("After it");
		await soon(() => second.texts()).toEqual(["After it"]);
		const [before, after] = await Promise.all([agent.row("Before the sign-out"), agent.row("After it")]);
		expect(after.conversationId).not.toBe(before.conversationId);
		expect(second.errors).toEqual([]);
	});
});
