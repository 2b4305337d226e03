// The widget on a network that lets no WebSocket through.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AnsweringAgent, until } from "../widget/answering-agent.ts";
import { ShopVisitor, soon } from "../widget/shop-visitor.ts";

let heddle: Heddle;
let browser: Browser;
let agent: AnsweringAgent;

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	agent = await AnsweringAgent.signIn(heddle);
});
afterAll(async () => {
	agent?.leave();
	await browser?.close();
	await heddle?.stop();
});

it("talks by HTTP, keeps its promises over a SIGKILL of the runtime, and takes a socket as soon as there is one", async () => {
	const visitor = await ShopVisitor.arrive(browser, "about:blank");
	let isBlocked = true;
	const sockets: string[] = [];
	await visitor.page.routeWebSocket(/\/socket/, (socket) => {
		sockets.push(socket.url());
		if (isBlocked) void socket.close({ code: 1001 });
		else socket.connectToServer();
	});
	await visitor.page.goto(heddle.sandbox.tenants.nordlicht.shopUrl);
	const frame = await visitor.open();
	await visitor.write("Behind a strict proxy");
	const message = await visitor.message("Behind a strict proxy");
	await message.getByText(/Sent|Read/).waitFor();
	expect(await frame.locator(".banner p").count()).toBe(0);
	const talk = await agent.answer("Behind a strict proxy");
	talk.send("We hear you");
	await soon(() => visitor.texts()).toEqual(["Behind a strict proxy", "We hear you"]);
	await until(talk, () => talk.view.reads.visitor === 2 || undefined);

	await heddle.kill9();
	await visitor.write("Into the outage");
	await frame.getByText("No connection.").waitFor();
	await heddle.restart();
	const all = ["Behind a strict proxy", "We hear you", "Into the outage"];
	await soon(() => frame.locator(".banner p").count()).toBe(0);
	await soon(() => visitor.texts()).toEqual(all);
	await until(talk, () => talk.view.entries.length === 3 || undefined);
	expect(sockets.length).toBeGreaterThanOrEqual(3);

	isBlocked = false;
	await frame.evaluate(() => window.dispatchEvent(new Event("online")));
	// Those who poll do not count as present: there is a socket now.
	await until(talk, () => talk.view.presence.visitor || undefined);
	talk.typing(true);
	await frame.getByText("is typing…").waitFor();
	await visitor.write("By socket");
	await (await visitor.message("By socket")).getByText(/Sent|Read/).waitFor();
	expect(await visitor.texts()).toEqual([...all, "By socket"]);
	await visitor.leave();
});
