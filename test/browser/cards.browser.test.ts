// An agent reads the customer's cards while typing, and puts what they hold into the answer.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import type { Card } from "../../src/protocol/card.ts";
import { aCard, anOrder, aParcel, aSheet } from "../console/given.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AgentAtDesk } from "../support/story/desk.ts";
import { Shopper } from "../support/story/shop.ts";

const NORA = "nora@loom-and-thread.example";
const IBAN = "DE89370400440532013000";
const THREE_DAYS_MS = 3 * 86_400_000;

const shop = aCard({
	items: [
		anOrder("2049", { fulfilment: { label: "Not shipped", tone: "neutral" } }),
		...["1", "2", "3", "4"].map((id) => anOrder(id)),
	],
});
const carrier = aCard({
	connectionId: "cnn_0000000000000002",
	connector: "aftership",
	title: "Parcels",
	items: [aParcel("7", { expectedAt: new Date(Date.now() - THREE_DAYS_MS).toISOString() })],
});
const loyalty = aCard({
	connectionId: "cnn_0000000000000003",
	connector: "pull-card",
	title: "Loyalty",
	items: [
		aSheet("1", [
			{ key: "iban", label: "IBAN", value: IBAN, sensitive: true },
			{ key: "points", label: "Points", value: "1200", type: "number" },
		]),
	],
});

let heddle: Heddle;
let browser: Browser;
let nora: AgentAtDesk;
let page: Page;

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	nora = await AgentAtDesk.signIn(browser, heddle.workerOrigin, NORA);
	page = nora.page;
	const eleanor = await Shopper.enter(browser, heddle.sandbox, { customer: "Eleanor Hartley" });
	await eleanor.openWidget();
	await eleanor.write("Where is my parcel?");
	await showCards([shop, carrier, loyalty]);
	await nora.open("Eleanor Hartley");
	await nora.card("Loyalty, Pull card").waitFor();
});

afterAll(async () => {
	await browser?.close();
	await heddle?.stop();
});

beforeEach(async () => {
	await nora.composer.fill("");
});

/** The profile's stream, as the server would write it. */
async function showCards(cards: readonly Card[]): Promise<void> {
	const lines = [...cards.map((card) => ({ type: "card", card })), { type: "done" }];
	const body = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
	await page.route("**/v1/conversations/*/profile*", (route) =>
		route.fulfill({ contentType: "application/x-ndjson", body }),
	);
}

const list = () => page.getByRole("listbox", { name: "Insert from the cards" });
const chosen = () => list().locator('[aria-selected="true"]');

describe("an agent who types", () => {
	it("opens the list with a slash, narrows it by typing, and inserts by Enter, without sending", async () => {
		await nora.composer.pressSequentially("Your parcel is here: /track");
		expect(await list().getByRole("option").count()).toBe(2);
		expect(await nora.composer.getAttribute("aria-activedescendant")).toBe(await chosen().getAttribute("id"));
		await page.keyboard.press("ArrowDown");
		expect(await chosen().innerText()).toContain("JD017");
		await page.keyboard.press("ArrowUp");
		await page.keyboard.press("Enter");
		await list().waitFor({ state: "detached" });
		expect(await nora.composer.inputValue()).toBe("Your parcel is here: https://carrier.example/track/JD017");
		expect(await nora.log.getByText("Your parcel is here").count()).toBe(0);
		await page.keyboard.press("Control+z");
		expect(await nora.composer.inputValue()).toBe("Your parcel is here: /track");
	});

	it("inserts where the caret is, and the next Enter sends", async () => {
		await nora.composer.fill("Order  left today.");
		for (let step = 0; step < " left today.".length; step++) await page.keyboard.press("ArrowLeft");
		await page.keyboard.type("/order");
		await page.keyboard.press("Tab");
		expect(await nora.composer.inputValue()).toBe("Order #2049 left today.");
		await page.keyboard.press("Enter");
		await nora.log.getByText("Order #2049 left today.").waitFor();
	});

	it("closes the list by Escape, keeps the slash, and is left alone by slashes within words", async () => {
		await nora.composer.pressSequentially("/");
		await list().waitFor();
		await page.keyboard.press("Escape");
		await list().waitFor({ state: "detached" });
		expect(await nora.composer.inputValue()).toBe("/");
		await nora.composer.fill("");
		await nora.composer.pressSequentially("and/or");
		expect(await list().count()).toBe(0);
	});
});

describe("an agent with a mouse", () => {
	it("opens the list by its button, and inserts what is beside a value", async () => {
		await page.getByRole("button", { name: "Insert from the cards" }).click();
		await list()
			.getByRole("option", { name: /Order number/ })
			.first()
			.click();
		expect(await nora.composer.inputValue()).toBe("#2049");
		const number = nora.card("Parcels, AfterShip").getByRole("button", { name: "JD017: copy tracking number" });
		await number.hover();
		await page.getByRole("button", { name: "JD017: put tracking number into the answer" }).click();
		expect(await nora.composer.inputValue()).toBe("#2049 JD017");
	});

	it("copies by a click, and is told so", async () => {
		await nora.context.grantPermissions(["clipboard-read", "clipboard-write"]);
		await nora.card("Parcels, AfterShip").getByRole("button", { name: "JD017: copy tracking number" }).click();
		await page.getByRole("button", { name: "JD017: copied" }).waitFor();
		expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("JD017");
	});
});

describe("a sensitive value", () => {
	it("is on the page only while it is asked for, and never among what can be inserted", async () => {
		const card = nora.card("Loyalty, Pull card");
		expect(await page.content()).not.toContain(IBAN);
		await nora.composer.pressSequentially("/iban");
		expect(await list().count()).toBe(0);
		await nora.composer.fill("/points");
		await list().waitFor();
		await nora.composer.fill("");
		await card.getByRole("button", { name: "Show iban" }).click();
		await card.getByText(IBAN).waitFor();
		await card.getByRole("button", { name: "Hide iban" }).click();
		await card.getByText(IBAN).waitFor({ state: "detached" });
		expect(await page.content()).not.toContain(IBAN);
	});
});

describe("what needs attention", () => {
	it("stands above the cards and leads to its place, while good news is one line", async () => {
		const strip = page.getByRole("region", { name: "Needs attention" });
		await strip.getByRole("button", { name: "DHL JD017 3 days late" }).click();
		const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
		expect(await focused()).toContain("JD017");
		const delivered = nora.card("Orders, Shopify").getByRole("button", { name: "#1 Delivered" });
		expect(await delivered.getAttribute("aria-expanded")).toBe("false");
		await delivered.click();
		await nora.card("Orders, Shopify").getByRole("button", { name: "Fold #1" }).click();
		await delivered.waitFor();
	});
});

describe("at 360 px", () => {
	it("the text field is at the foot, the name is whole, and the cards' values reach the answer", async () => {
		await page.setViewportSize({ width: 360, height: 740 });
		const box = await page.getByRole("region", { name: "Write" }).boundingBox();
		expect(box && box.y + box.height).toBeGreaterThan(720);
		const name = page.getByRole("heading", { name: "Eleanor Hartley" }).locator("span");
		expect(await name.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
		await page.getByRole("button", { name: "Insert from the cards" }).click();
		await list()
			.getByRole("option", { name: /Tracking number/ })
			.click();
		expect(await nora.composer.inputValue()).toBe("JD017");
	});
});
