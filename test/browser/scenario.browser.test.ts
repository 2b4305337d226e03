// The main job, end to end, in a real browser: a visitor, an agent, what the business knows, and what happens in it.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AgentAtDesk } from "../support/story/desk.ts";
import { SandboxControl } from "../support/story/sandbox-control.ts";
import { Shopper } from "../support/story/shop.ts";

const NORA = "nora@loom-and-thread.example";
const JONAS = "jonas@nordlicht-bikes.example";

let heddle: Heddle;
let browser: Browser;
let sandbox: SandboxControl;
let nora: AgentAtDesk;

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	sandbox = new SandboxControl(heddle.sandbox);
	nora = await AgentAtDesk.signIn(browser, heddle.workerOrigin, NORA);
});

afterAll(async () => {
	await browser?.close();
	await heddle?.stop();
});

describe("the widget in a shop", () => {
	it.for([
		{ locale: "en-GB", greeting: "Hello! Ask us about yarn, an order, anything." },
		{ locale: "de-DE", greeting: "Hallo! Fragen Sie uns zu Garn, Bestellungen und allem anderen." },
		{ locale: "zh-CN", greeting: "您好！关于毛线、订单或任何问题，请随时问我们。" },
	])("greets a $locale visitor in their language", async ({ locale, greeting }) => {
		const guest = await Shopper.enter(browser, heddle.sandbox, { locale });
		const widget = await guest.openWidget();
		await widget.getByText(greeting).waitFor();
		await guest.leave();
	});

	it("says that agents are there once one has come, and that nobody is where nobody has", async () => {
		const guest = await Shopper.enter(browser, heddle.sandbox);
		await expect
			.poll(
				async () => {
					await guest.page.reload();
					return (await guest.openWidget()).getByText("We are here", { exact: true }).isVisible();
				},
				{ timeout: 15_000 },
			)
			.toBe(true);
		const elsewhere = await Shopper.enter(browser, heddle.sandbox, { tenant: "nordlicht" });
		await (await elsewhere.openWidget()).getByText("Nobody is here right now").waitFor();
		await guest.leave();
		await elsewhere.leave();
	});
});

describe("a conversation", () => {
	it("rises on the desk within a second, is typed, answered and read on both sides", async () => {
		const eleanor = await Shopper.enter(browser, heddle.sandbox, { customer: "Eleanor Hartley" });
		const widget = await eleanor.openWidget();
		await eleanor.write("Where is my order?");
		await widget
			.getByText(/Sent|Read/)
			.first()
			.waitFor();
		await nora.row("Eleanor Hartley").getByText("Where is my order?").waitFor({ timeout: 1_000 });

		await nora.open("Eleanor Hartley");
		await nora.log.getByText("Where is my order?").waitFor();
		await widget.getByText(/Read/).first().waitFor();
		await widget.locator("textarea").pressSequentially("And als");
		await nora.page.getByText("The customer is typing").waitFor();
		await nora.composer.pressSequentially("Hel");
		await widget.getByText("Nora Whitfield is typing…").waitFor();
		await nora.answer("Hello Eleanor, I am looking.");
		await eleanor.reads("Hello Eleanor, I am looking.");
		await nora.page.getByLabel("Read", { exact: false }).first().waitFor();
		await eleanor.leave();
	});

	it("keeps a note from the visitor", async () => {
		const eleanor = await Shopper.enter(browser, heddle.sandbox, { customer: "Eleanor Hartley" });
		await eleanor.openWidget();
		await eleanor.reads("Hello Eleanor, I am looking.");
		await nora.switchTo("Note");
		await nora.answer("Difficult customer, be kind.");
		await nora.switchTo("Answer");
		await nora.answer("It left our house yesterday.");
		await eleanor.reads("It left our house yesterday.");
		expect(await eleanor.messages()).toEqual([
			"Where is my order?",
			"Hello Eleanor, I am looking.",
			"It left our house yesterday.",
		]);
		await eleanor.leave();
	});
});

describe("the customer's cards", () => {
	it("fill from seven systems, and one that is broken leaves the others untouched", async () => {
		await sandbox.switch("loom", "zendesk", "failing");
		await nora.open("Eleanor Hartley");
		await nora.page.getByLabel("Ask every system anew").click();
		await nora.card("Orders, Shopify").getByText("#2049").waitFor();
		await nora.card("Deliveries, ERPNext").getByText("MAT-DN-2026-02049").waitFor();
		await nora.card("Contact, HubSpot").waitFor();
		await nora.card("Courses, Moodle").getByText("Tapestry for teachers").waitFor();
		await nora.card("Payments, Stripe").waitFor();
		await nora.card("Parcels, AfterShip").waitFor();
		await nora
			.card("Tickets, Zendesk")
			.getByText(/failed/i)
			.waitFor();
		await sandbox.switch("loom", "zendesk", "ok");
		await nora.page.getByLabel("Ask every system anew").click();
		await expect
			.poll(() =>
				nora
					.card("Tickets, Zendesk")
					.getByText(/failed/i)
					.count(),
			)
			.toBe(0);
	});
});

describe("a business event", () => {
	it("of an urgent order becomes an alert that stays until acknowledged, an entry and a new card", async () => {
		await nora.open("Eleanor Hartley");
		const { order, deliveries } = await sandbox.happen("loom", "orders", {
			customer: "eleanor.hartley@example.com",
			total: "640.00",
			shippingTitle: "Express, next day",
		});
		expect(deliveries.map(({ status }) => status)).toEqual([202]);
		await nora.alerts.getByText(`${order?.name}`).first().waitFor();
		await nora.log.getByText(`${order?.name}`).waitFor();
		await nora.card("Orders, Shopify").getByText(`${order?.name}`).waitFor();
		await nora.page.reload();
		await nora.alerts.getByText(`${order?.name}`).first().waitFor();
		await nora.alerts.getByRole("button", { name: "Acknowledge" }).first().click();
		await expect
			.poll(() =>
				nora.page.getByRole("region", { name: "Alerts" }).getByRole("button", { name: "Acknowledge" }).count(),
			)
			.toBe(0);
	});

	it("of an ordinary order is in the timeline and alerts nobody", async () => {
		await nora.open("Eleanor Hartley");
		const { order } = await sandbox.happen("loom", "orders", {
			customer: "eleanor.hartley@example.com",
			total: "20.00",
			shippingTitle: "Standard",
		});
		await nora.log.getByText(`${order?.name}`).waitFor();
		expect(await nora.page.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
	});

	it("of a late delivery alerts by its own rule, once however often it comes", async () => {
		await nora.open("Eleanor Hartley");
		const { deliveries } = await sandbox.happen("loom", "deliveries/delay", {
			customer: "eleanor.hartley@example.com",
			days: 4,
			times: 10,
			shuffle: true,
		});
		expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([202]));
		await nora.alerts.getByText("Late delivery").first().waitFor();
		await nora.page.getByRole("button", { name: "Acknowledge" }).first().click();
		await expect.poll(() => nora.page.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
	});

	it("that is forged is refused and shows nowhere", async () => {
		const { deliveries } = await sandbox.happen("loom", "orders", {
			customer: "eleanor.hartley@example.com",
			total: "900.00",
			forge: true,
		});
		expect(deliveries.map(({ status }) => status)).toEqual([401]);
		await nora.page.reload();
		await nora.log.waitFor();
		expect(await nora.page.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
	});
});

describe("when things break", () => {
	it("a reload, a lost network and a killed runtime lose, double and reorder nothing, and both pages come back and say so", async () => {
		const amara = await Shopper.enter(browser, heddle.sandbox, { customer: "Amara Okafor" });
		await amara.openWidget();
		await amara.write("one");
		await nora.row("Amara Okafor").waitFor();
		await nora.open("Amara Okafor");
		await nora.answer("two");

		await Promise.all([amara.page.reload(), nora.page.reload()]);
		await amara.openWidget();
		await amara.write("three");

		await amara.context.setOffline(true);
		await amara.write("four");
		await (await amara.widget()).getByText(/No connection/).waitFor();
		await amara.context.setOffline(false);

		await nora.log.getByText("four").waitFor();
		await heddle.kill9();
		await (await amara.widget()).getByText(/No connection|cannot be reached/).waitFor();
		await nora.page
			.getByText(/Offline|Reconnecting/)
			.first()
			.waitFor();
		await amara.write("five");
		await heddle.restart();

		await nora.log.getByText("five").waitFor({ timeout: 40_000 });
		await nora.answer("six");
		await (await amara.widget()).getByText("six", { exact: true }).waitFor({ timeout: 40_000 });
		await amara.page.reload();
		await amara.openWidget();
		await (await amara.widget()).getByText("six", { exact: true }).waitFor();
		expect(await amara.messages()).toEqual(["one", "two", "three", "four", "five", "six"]);
		await amara.leave();
	});
});

describe("another workspace", () => {
	it("sees nothing of the first", async () => {
		const jonas = await AgentAtDesk.signIn(browser, heddle.workerOrigin, JONAS);
		await jonas.page.locator("[data-conversation]").first().waitFor();
		const text = await jonas.page.locator("body").innerText();
		for (const secret of ["Eleanor Hartley", "Amara Okafor", "Where is my order?", "Loom & Thread"])
			expect(text).not.toContain(secret);
		const address = nora.page.url();
		await jonas.page.goto(address);
		await expect.poll(() => jonas.page.locator("body").innerText()).not.toContain("one");
		expect(await jonas.page.getByRole("log").getByText("six", { exact: true }).count()).toBe(0);
		await jonas.leave();
	});
});
