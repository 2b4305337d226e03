// Two agents and one alert: who hears it, who has it, and what a reload or a second tab must not do.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import type { RuleSettings } from "../../src/protocol/rules.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AgentAtDesk } from "../support/story/desk.ts";
import { SandboxControl } from "../support/story/sandbox-control.ts";

const [NORA, SAM] = ["nora@loom-and-thread.example", "sam@loom-and-thread.example"];
/** The shortest that a rule may have. */
const CLIMBS_AFTER_S = 30;
/** Of one chime (src/console/alerts/chime.ts), and how often an unheard one is repeated (alarm.ts). */
const TONES = 4;
const REPEATED_AFTER_MS = 30_000;
const RULE: RuleSettings = {
	name: "Worth a look",
	enabled: true,
	kinds: ["order.created"],
	any: [{ fact: "total", atLeast: 10_000, currency: "GBP" }],
	actions: [{ type: "alert", severity: "urgent", climbsAfterS: CLIMBS_AFTER_S }],
};

declare global {
	interface Window {
		tonesPlayed: number | undefined;
	}
}

let heddle: Heddle;
let browser: Browser;
let sandbox: SandboxControl;
let nora: AgentAtDesk;
let sam: AgentAtDesk;

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	sandbox = new SandboxControl(heddle.sandbox);
	nora = await AgentAtDesk.signIn(browser, heddle.workerOrigin, NORA);
	sam = await AgentAtDesk.signIn(browser, heddle.workerOrigin, SAM);
});

afterAll(async () => {
	await browser?.close();
	await heddle?.stop();
});

async function order(total: string): Promise<string> {
	const { order } = await sandbox.happen("loom", "orders", { customer: "eleanor.hartley@example.com", total });
	if (!order) throw new Error("no order");
	return order.name;
}

/** Its alert, as this page shows it. */
const alertOf = (page: Page, name: string) =>
	page.getByRole("region", { name: "Alerts" }).locator("[data-severity]", { hasText: name });

/** A page that counts the tones it plays, and may play some. */
async function listening(page: Page): Promise<Page> {
	await page.addInitScript(() => {
		window.tonesPlayed = 0;
		const start = OscillatorNode.prototype.start;
		OscillatorNode.prototype.start = function (when?: number) {
			window.tonesPlayed = (window.tonesPlayed ?? 0) + 1;
			start.call(this, when);
		};
	});
	await page.goto(`${heddle.workerOrigin}/console/`);
	await page.getByLabel("Search all messages").waitFor();
	await page.mouse.click(720, 880);
	return page;
}
const tones = async (pages: readonly Page[]) =>
	(await Promise.all(pages.map((page) => page.evaluate(() => window.tonesPlayed ?? 0)))).reduce((a, b) => a + b, 0);
/** Of one alert that first sounded at `since` and has not climbed: its repeats come by the clock, on a slow machine too. */
const mostTones = (since: number) => TONES * (1 + Math.floor((Date.now() - since) / REPEATED_AFTER_MS));

describe("an alert", () => {
	it("is acknowledged by one agent; the other sees by whom, and a reload brings it back to neither", async () => {
		const name = await order("640.00");
		await Promise.all([nora.page, sam.page].map((page) => alertOf(page, name).waitFor()));
		await alertOf(sam.page, name).getByRole("button", { name: "Acknowledge" }).click();
		await nora.page.getByText("Sam Okafor acknowledged").waitFor();
		for (const { page } of [nora, sam]) {
			await alertOf(page, name).waitFor({ state: "detached" });
			await page.reload();
			await page.getByLabel("Search all messages").waitFor();
			await expect.poll(() => alertOf(page, name).count()).toBe(0);
		}
	});

	it("that nobody acknowledges climbs to the lead, who hears it once more and in one of two tabs, also after a reload", async () => {
		await nora.page.goto(`${heddle.workerOrigin}/console/settings`);
		await nora.page.getByRole("navigation", { name: "Settings" }).getByText("Members and teams").click();
		const leads = nora.page.getByRole("group", { name: /^Leads of/ });
		const mine = leads.getByRole("checkbox", { name: "Nora Whitfield" });
		await leads.getByText("Nora Whitfield").click();
		await expect.poll(() => mine.isChecked()).toBe(true);
		const made = await nora.page.evaluate(
			async (rule) =>
				(
					await fetch("/v1/rules", {
						method: "POST",
						headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
						body: JSON.stringify(rule),
					})
				).status,
			RULE,
		);
		expect(made).toBe(201);

		const tabs = await Promise.all([nora.page, await nora.context.newPage()].map(listening));
		const [first, second] = tabs;
		if (!first || !second) throw new Error("no tabs");
		const beganAt = Date.now();
		const name = await order("120.00");
		await Promise.all([...tabs, sam.page].map((page) => alertOf(page, name).waitFor()));
		await expect.poll(() => tones(tabs), { timeout: 5_000 }).toBe(TONES);
		const before = await tones([second]);
		await second.reload();
		await second.mouse.click(720, 880);
		await alertOf(second, name).waitFor();
		const climbed = (page: Page) => alertOf(page, name).getByText(/climbed to leads \d\d:\d\d/);
		// A page looks each second for what is due: three such looks ring nothing.
		await first.waitForTimeout(3_000);
		const heard = async () => (await tones(tabs)) + before;
		expect(await heard()).toBeLessThanOrEqual(mostTones(beganAt));
		await Promise.all([...tabs, sam.page].map((page) => climbed(page).waitFor({ timeout: CLIMBS_AFTER_S * 2_000 })));
		await expect.poll(heard, { timeout: 5_000 }).toBeGreaterThanOrEqual(2 * TONES);
		// The first step's repeat is due in the same second as the climb, and may come just before it.
		expect(await heard()).toBeLessThanOrEqual(3 * TONES);
		await alertOf(sam.page, name).getByRole("button", { name: "Acknowledge" }).click();
		await Promise.all(tabs.map((page) => alertOf(page, name).waitFor({ state: "detached" })));
	}, 120_000);

	it("survives a killed runtime: there once on both pages, rung for once, and climbing at its time", async () => {
		const page = await listening(await nora.context.newPage());
		const before = await tones(nora.context.pages());
		const heard = async () => (await tones(nora.context.pages())) - before;
		const beganAt = Date.now();
		const name = await order("140.00");
		await Promise.all([page, sam.page].map((one) => alertOf(one, name).waitFor()));
		await expect.poll(heard, { timeout: 5_000 }).toBe(TONES);
		await heddle.kill9();
		await heddle.restart();
		await order("1.00");
		await expect.poll(() => alertOf(page, name).count()).toBe(1);
		const climbed = (one: Page) => alertOf(one, name).getByText(/climbed to leads \d\d:\d\d/);
		const rung = await heard();
		if ((await climbed(page).count()) === 0) expect(rung).toBeLessThanOrEqual(mostTones(beganAt));
		await Promise.all([page, sam.page].map((one) => climbed(one).waitFor({ timeout: CLIMBS_AFTER_S * 2_000 })));
		expect(await Promise.all([page, sam.page].map((one) => alertOf(one, name).count()))).toEqual([1, 1]);
	}, 120_000);
});
