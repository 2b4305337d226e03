// How the widget lives in somebody else's page: identity, origins, focus, small screens, refusals, lost servers.
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { MARK } from "../../src/widget/messages.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
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

describe("the launcher", () => {
	it("tells of unread messages, opens by keyboard, and gets the focus back at Escape", async () => {
		const visitor = await arrive();
		await visitor.open();
		await visitor.write("Call me back");
		const talk = await agent.answer("Call me back");
		await visitor.command(["close"]);
		await visitor.page.evaluate(() => {
			Reflect.get(window, "Heddle").push(["on", "unread", (count: number) => Reflect.set(window, "counted", count)]);
		});
		await visitor.hears("button: Open chat");
		talk.send("We will");
		talk.send("Promised");
		await visitor.hears("button: Open chat, 2 new messages");
		expect(await visitor.page.evaluate(() => Reflect.get(window, "counted"))).toBe(2);
		await visitor.command(["open"]);
		await visitor.hears("button: Close chat");
		const field = (await visitor.frame()).locator("textarea");
		await soon(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
		await soon(() => visitor.page.evaluate(() => Reflect.get(window, "counted"))).toBe(0);
		await field.press("Escape");
		await visitor.hears("button: Open chat");
		await visitor.page.keyboard.press("Enter");
		await visitor.hears("button: Close chat");
	});

	it("comes after the shop's page, and leaves its styles and globals alone", async () => {
		const visitor = await arrive();
		await visitor.open();
		const left = await visitor.page.evaluate(() => ({
			globals: Object.keys(window).filter((name) => /heddle/i.test(name)),
			roots: [...document.body.children].filter((element) => element.shadowRoot !== null).length,
			sheets: document.adoptedStyleSheets.length,
		}));
		expect(left).toEqual({ globals: ["Heddle"], roots: 0, sheets: 0 });
	});

	it("fills a phone's screen, and the desktop's corner", async () => {
		const phone = await arrive({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
		const inPhone = await (await phone.open()).frameElement();
		await soon(() => inPhone.boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 740 });
		const desk = await arrive({ viewport: { width: 1440, height: 900 } });
		const inDesk = await (await desk.open()).frameElement();
		await soon(() => inDesk.boundingBox()).toEqual({ x: 1020, y: 124, width: 400, height: 680 });
	});
});

describe("a customer whom the shop names", () => {
	it("is known to the agent as proven, and leaves nothing behind at sign-out", async () => {
		const visitor = await arrive();
		const frame = await visitor.open();
		const who = visitor.page.locator("#who");
		const name = await who.locator("option").nth(1).innerText();
		// A stranger until then: the answer that we wait for next is the one to the proof.
		await frame.locator("textarea").waitFor();
		await Promise.all([visitor.page.waitForResponse(/widget.sessions/), who.selectOption({ index: 1 })]);
		await soon(() => visitor.page.locator("#orders").isVisible()).toBe(true);
		const text = `It is me, ${name}`;
		await frame.locator("textarea").waitFor();
		await visitor.write(text);
		const talk = await agent.answer(text);
		expect(talk.view.conversation?.customer).toMatchObject({ verified: true, name });
		await who.selectOption("");
		await soon(() => visitor.texts()).toEqual([]);
		await frame.locator("textarea").waitFor();
		await visitor.write("Somebody else");
		expect((await agent.row("Somebody else")).customer).toMatchObject({ verified: false });
	});

	it("is asked for where the inbox serves only those", async () => {
		await agent.http.patch(`/v1/inboxes/${agent.inboxId}`, { identityRequired: true });
		const visitor = await arrive();
		const frame = await visitor.open();
		await frame.getByText("This chat is for signed-in customers").waitFor();
		await agent.http.patch(`/v1/inboxes/${agent.inboxId}`, { identityRequired: false });
		await frame.getByRole("button", { name: "Try again" }).click();
		await frame.locator("textarea").waitFor();
	});
});

describe("other pages", () => {
	it("cannot speak for the shop, neither beside the frame nor around it nor by opening it", async () => {
		const visitor = await arrive();
		const frame = await visitor.open();
		await visitor.write("Keep me");
		await (await visitor.message("Keep me")).locator("text=Sent").waitFor();
		const logout = { mark: MARK, type: "logout" };
		// The right window with the wrong origin cannot be made; the right origin with the wrong window can.
		await frame.evaluate((forged) => window.postMessage(forged, "*"), logout);
		const [opened] = await Promise.all([
			visitor.context.waitForEvent("page"),
			visitor.page.evaluate((url) => void Reflect.set(window, "opened", window.open(url)), frame.url()),
		]);
		await opened.locator("header").waitFor();
		await visitor.page.evaluate((forged) => Reflect.get(window, "opened").postMessage(forged, "*"), logout);
		await visitor.page.evaluate(
			(forged) => {
				const neighbour = document.createElement("iframe");
				neighbour.srcdoc = `<script>parent.frames[0].postMessage(${JSON.stringify(forged.logout)}, "*");
					parent.postMessage(${JSON.stringify(forged.unread)}, "*");</script>`;
				neighbour.sandbox.add("allow-scripts");
				Reflect.get(window, "Heddle").push(["on", "unread", (count: number) => Reflect.set(window, "counted", count)]);
				return new Promise((resolve) => {
					neighbour.addEventListener("load", resolve);
					document.body.append(neighbour);
				});
			},
			{ logout, unread: { mark: MARK, type: "unread", count: 99 } },
		);
		// All of it has arrived by the time that a message sent after it has gone there and back.
		await visitor.write("Still me");
		await (await visitor.message("Still me")).locator("text=Sent").waitFor();
		expect(await visitor.texts()).toEqual(["Keep me", "Still me"]);
		expect(await visitor.page.evaluate(() => Reflect.get(window, "counted"))).toBe(0);
		// The premise: said by the shop's own page, the same words do count.
		await visitor.command(["logout"]);
		await soon(() => visitor.texts()).toEqual([]);
	});

	it("are told in words that the chat cannot be shown there", async () => {
		const visitor = await arrive();
		// Another inbox in the shop's own tag, before its script runs: nobody may show an inbox that is not there.
		await visitor.page.addInitScript(() => {
			new MutationObserver(() => {
				document.querySelector("[data-inbox]")?.setAttribute("data-inbox", "ibx_0000000000000000000000");
			}).observe(document, { childList: true, subtree: true });
		});
		await visitor.page.reload();
		await visitor.command(["open"]);
		await soon(async () => (await visitor.spoken()).some((words) => words.includes("could not be loaded"))).toBe(true);
	});
});

describe("while the server is away", () => {
	it("says so, keeps what is written through a reload and a closed tab, and comes back by itself", async () => {
		const visitor = await arrive();
		const frame = await visitor.open();
		await visitor.write("Before");
		const talk = await agent.answer("Before");
		const second = new ShopVisitor(visitor.context, await visitor.context.newPage());
		await second.page.goto(shopUrl);
		await second.open();
		await soon(() => second.texts()).toEqual(["Before"]);

		await heddle.kill9();
		await frame.getByText("No connection.").waitFor();
		await visitor.write("Without a line");
		expect(await (await visitor.message("Without a line")).locator(".meta").innerText()).toBe("Sending…");
		await second.write("Said in a tab that is closed");
		await soon(() => second.keptCount()).toBe(2);
		await second.page.close();
		await heddle.restart();

		await soon(() => visitor.texts()).toContain("Said in a tab that is closed");
		await soon(() => frame.locator(".banner p").count()).toBe(0);
		await until(talk, () => talk.view.entries.length === 3 || undefined);
		const written = ["Before", "Said in a tab that is closed", "Without a line"];
		const stored = talk.view.entries.map(({ content }) => (content.kind === "message" ? content.text : content.kind));
		expect([...stored].sort()).toEqual(written);
		expect(await visitor.texts()).toEqual(stored);

		await heddle.kill9();
		await visitor.write("Then reloaded");
		await heddle.restart();
		await visitor.page.reload();
		await visitor.open();
		await soon(() => visitor.texts()).toEqual([...stored, "Then reloaded"]);
		await until(talk, () => talk.view.entries.length === 4 || undefined);
		await soon(() => visitor.keptCount()).toBe(0);
	});
});
