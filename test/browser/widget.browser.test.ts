// The widget in a real browser, in a real shop page, against a whole Heddle.
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AnsweringAgent, until } from "../widget/answering-agent.ts";
import { PATIENCE_MS, ShopVisitor, soon } from "../widget/shop-visitor.ts";

let heddle: Heddle;
let browser: Browser;
let agent: AnsweringAgent;
let shopUrl: string;
const visitors: ShopVisitor[] = [];

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	shopUrl = heddle.sandbox.tenants.nordlicht.shopUrl;
	agent = await AnsweringAgent.signIn(heddle);
	await vi.waitUntil(() => agent.isSeenAtTheDoor(), { timeout: PATIENCE_MS });
});
afterEach(async () => {
	for (const visitor of visitors.splice(0)) await visitor.leave();
});
afterAll(async () => {
	agent?.leave();
	await browser?.close();
	await heddle?.stop();
});

async function arrive(options?: BrowserContextOptions, url = shopUrl): Promise<ShopVisitor> {
	const visitor = await ShopVisitor.arrive(browser, url, options);
	visitors.push(visitor);
	return visitor;
}

describe("the chat", () => {
	it.each([
		["en-GB", "Write a message…", "We are here"],
		["de-AT", "Nachricht schreiben…", "Wir sind da"],
		["zh-CN", "输入消息…", "客服在线"],
	])("speaks the visitor's language (%s), and says that agents are there", async (locale, placeholder, there) => {
		const frame = await (await arrive({ locale })).open();
		await frame.getByPlaceholder(placeholder).waitFor();
		await soon(() => frame.locator("header p").innerText()).toBe(there);
		expect(await frame.locator("html").getAttribute("lang")).toBe(locale);
	});

	it("says of a message that it is on its way, sent, and read, and shows that the other side is typing", async () => {
		const visitor = await arrive();
		const frame = await visitor.open();
		await visitor.write("Where is my bike?");
		const message = await visitor.message("Where is my bike?");
		await soon(() => message.locator(".meta").innerText()).toContain("Sent");
		const talk = await agent.answer("Where is my bike?");
		talk.read(1);
		await soon(() => message.locator(".meta").innerText()).toContain("Read");
		talk.typing(true);
		await frame.getByText("is typing…").waitFor();
		talk.send("On its way: https://track.example/1?a=b. Thank you!");
		const link = frame.locator(".theirs a");
		await link.waitFor();
		expect(await frame.locator(".typing").count()).toBe(0);
		expect(await link.getAttribute("href")).toBe("https://track.example/1?a=b");
		expect(await link.getAttribute("rel")).toContain("noopener");
		expect(await frame.getByRole("log").innerText()).toContain("On its way");
		await until(talk, () => talk.view.reads.visitor === 2 || undefined);
		await frame.locator("textarea").pressSequentially("th");
		await until(talk, () => talk.view.typing[0]?.kind);
	});

	it("shows what anybody writes as text", async () => {
		const visitor = await arrive();
		await visitor.open();
		const attack = `<img src=x onerror="parent.postMessage('x','*')"><script>alert(1)</script> javascript:alert(1)`;
		await visitor.write(attack);
		const message = await visitor.message("<img");
		await soon(() => message.locator(".text").innerText()).toBe(attack);
		expect(await message.locator("img, script, a").count()).toBe(0);
	});

	it("leaves Enter to the input method, and breaks the line at Shift+Enter", async () => {
		const visitor = await arrive({ locale: "zh-CN" });
		const frame = await visitor.open();
		const field = frame.locator("textarea");
		await field.fill("nihao");
		await field.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
		await field.dispatchEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true });
		expect([await field.inputValue(), await visitor.texts()]).toEqual(["nihao", []]);
		await field.fill("你好");
		await field.press("Shift+Enter");
		await field.pressSequentially("吗");
		await field.press("Enter");
		await soon(() => visitor.texts()).toEqual(["你好\n吗"]);
		expect(await field.inputValue()).toBe("");
	});

	it("says when a message is too long, and keeps it", async () => {
		const visitor = await arrive();
		const frame = await visitor.open();
		const field = frame.locator("textarea");
		await field.fill("x".repeat(7_999));
		await frame.getByText("1 character left").waitFor();
		await field.fill("x".repeat(8_002));
		await frame.getByText("2 characters too many").waitFor();
		await field.press("Enter");
		expect([(await field.inputValue()).length, await visitor.texts()]).toEqual([8_002, []]);
	});

	it("starts over after the conversation was resolved", async () => {
		const visitor = await arrive();
		const frame = await visitor.open();
		await visitor.write("Just a question");
		const talk = await agent.answer("Just a question");
		expect(await talk.setStatus("resolved")).toEqual({ ok: true });
		const isListed = () => agent.desk.view.rows.some((row) => row.conversationId === talk.view.conversation?.id);
		await soon(isListed).toBe(false);
		await frame.getByRole("button", { name: "Start a new conversation" }).click();
		await frame.locator("textarea").waitFor();
		await soon(() => visitor.texts()).toEqual([]);
		await visitor.write("Another question");
		expect((await agent.row("Another question")).conversationId).not.toBe(talk.view.conversation?.id);
	});

	it("begins with what was last said, and fetches the rest when one scrolls up, staying in place", async () => {
		const visitor = await arrive();
		const frame = await visitor.open();
		await visitor.write("The first of many");
		const talk = await agent.answer("The first of many");
		for (let number = 1; number <= 100; number += 1) talk.send(`answer ${number}`);
		await soon(() => visitor.texts().then((texts) => texts.at(-1))).toBe("answer 100");
		await visitor.page.reload();
		await visitor.open();
		const again = await visitor.frame();
		const list = again.locator(".scroll");
		await soon(() => visitor.texts().then((texts) => [texts.length, texts.at(-1)])).toEqual([60, "answer 100"]);
		await list.evaluate((element) => element.scrollTo(0, 0));
		await soon(() => visitor.texts().then((texts) => texts[0])).toBe("The first of many");
		expect(await list.evaluate((element) => element.scrollTop)).toBeGreaterThan(1_000);
		talk.send("one more");
		await again.getByRole("button", { name: "1 new message" }).click();
		await soon(() => again.locator(".news").count()).toBe(0);
		expect(frame.isDetached()).toBe(true);
	});
});
