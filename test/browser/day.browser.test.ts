// A day with one order: placed, paid, packed, late, asked about, refunded. The agent sees all of it without leaving the
// console, and answers from there.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AgentAtDesk } from "../support/story/desk.ts";
import { SandboxControl } from "../support/story/sandbox-control.ts";
import { Shopper } from "../support/story/shop.ts";

const NORA = "nora@loom-and-thread.example";
const AMARA = { name: "Amara Okafor", email: "amara.okafor@example.net" };

let heddle: Heddle;
let browser: Browser;

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
});

afterAll(async () => {
	await browser?.close();
	await heddle?.stop();
});

it("is told in one place, from the order to the money that came back", async () => {
	const sandbox = new SandboxControl(heddle.sandbox);
	const nora = await AgentAtDesk.signIn(browser, heddle.workerOrigin, NORA);
	const amara = await Shopper.enter(browser, heddle.sandbox, { customer: AMARA.name });
	const opened: string[] = [];
	nora.context.on("page", (page) => opened.push(page.url()));
	const told = (what: RegExp) => nora.log.getByText(what).first().waitFor();

	await amara.openWidget();
	await amara.write("Good morning! I am about to order.");
	await nora.row(AMARA.name).waitFor();
	await nora.open(AMARA.name);
	// Events find an open conversation in the history, which a first message reaches a second or two after the desk.
	const stored = () => nora.page.evaluate(async () => (await fetch("/v1/conversations?status=open")).text());
	await expect.poll(stored, { timeout: 20_000 }).toContain(AMARA.name);

	// In the morning: placed and paid, urgent enough to ring.
	const { order, deliveries } = await sandbox.happen("loom", "orders", {
		customer: AMARA.email,
		total: "640.00",
		shippingTitle: "Express, next day",
	});
	expect(deliveries.map(({ status }) => status)).toEqual([202]);
	const name = order?.name ?? "no order";
	const step = (what: string, body: object = {}) => sandbox.happen("loom", `orders/${order?.id}/${what}`, body);
	await nora.alerts.getByText(name).first().waitFor();
	await nora.alerts.getByRole("button", { name: "Acknowledge" }).first().click();
	await told(new RegExp(`${name}.*placed|placed.*${name}`, "i"));
	await step("paid");
	await told(new RegExp(`${name}.*paid|paid.*${name}`, "i"));
	const orders = nora.card("Orders, Shopify");
	await orders.getByText(name).waitFor();

	// At noon: packed and handed over; the card has the parcel.
	await step("fulfilled");
	await told(new RegExp(`${name}.*shipped|shipped.*${name}`, "i"));

	// In the afternoon: late. It rings by its own rule, and stands where it is seen first.
	await sandbox.happen("loom", "deliveries/delay", { customer: AMARA.email, days: 4 });
	await nora.alerts.getByText("Late delivery").first().waitFor();
	await nora.alerts.getByRole("button", { name: "Acknowledge" }).first().click();

	// The customer asks; the number comes into the answer by key.
	await amara.write(`Where is ${name}?`);
	await nora.log.getByText(`Where is ${name}?`).waitFor();
	await nora.composer.pressSequentially(`I see it, /${name}`);
	await nora.page
		.getByRole("option", { name: new RegExp(name) })
		.first()
		.click();
	await nora.composer.pressSequentially(" is four days late. You get your money back.");
	await nora.composer.press("Enter");
	await amara.reads(`${name} is four days late. You get your money back.`);

	// In the evening: refunded; the card says so without being asked.
	await step("refunded");
	await told(/refund/i);
	await orders
		.getByText(/refunded/i)
		.first()
		.waitFor();

	expect(opened).toEqual([]);
	expect(new URL(nora.page.url()).origin).toBe(heddle.workerOrigin);
	await amara.leave();
	await nora.leave();
});
