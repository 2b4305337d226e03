// An admin sets a workspace up in the console, by what is written on its screens.
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AgentAtDesk } from "../support/story/desk.ts";
import { SandboxControl } from "../support/story/sandbox-control.ts";
import { Shopper } from "../support/story/shop.ts";

const NORA = "nora@loom-and-thread.example";

let heddle: Heddle;
let browser: Browser;
let nora: AgentAtDesk;
let page: Page;

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	nora = await AgentAtDesk.signIn(browser, heddle.workerOrigin, NORA);
	page = nora.page;
});

afterAll(async () => {
	await browser?.close();
	await heddle?.stop();
});

beforeEach(async () => {
	await page.goto(`${heddle.workerOrigin}/console/settings`);
});

const dialog = () => page.getByRole("dialog");
const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
const goTo = (label: string) => page.getByRole("navigation", { name: "Settings" }).getByText(label).click();
/** The row of a list in which this button is. */
const rowWith = (name: string) => page.locator("main div", { has: page.getByRole("button", { name }) }).last();

async function menu(of: string, item: string): Promise<void> {
	await button(`More about ${of}`).click();
	await page.getByRole("menuitem", { name: item }).click();
}

async function closeDialog(): Promise<void> {
	await page.keyboard.press("Escape");
	await dialog().waitFor({ state: "detached" });
}

/** The lines of a connection's test: what works, what does not. */
async function testLines(): Promise<{ works: string[]; missing: string[] }> {
	await button("Test again", dialog()).waitFor();
	const lines = (mark: string) =>
		dialog()
			.locator("div", { has: page.locator(`> [aria-label="${mark}"]`) })
			.allInnerTexts();
	return { works: await lines("works:"), missing: await lines("missing:") };
}

describe("connections", () => {
	it.each([
		["Orders", /Connected to .*Loom/],
		["Deliveries", /Signed in to loom\.erp\.example/],
		["Contact", /Connected to the HubSpot account/],
		["Tickets", /./],
		["Courses", /Connected to Loom & Thread/],
		["Payments", /Connected to Stripe in test mode/],
		["Parcels", /may read trackings/],
	])("the test of %s says line by line that it works", async (name, first) => {
		await rowWith(`More about ${name}`).getByRole("button", { name: "Test" }).click();
		const { works, missing } = await testLines();
		expect(missing).toEqual([]);
		expect(works[0]).toMatch(first);
		await closeDialog();
	});

	it("a form says what is missing, and a system that cannot be reached has its line in red", async () => {
		await button("Connect a system").click();
		await dialog()
			.getByRole("button", { name: /^ERPNext/ })
			.click();
		await button("Save and test", dialog()).click();
		expect(await dialog().getByText("This is needed", { exact: true }).count()).toBe(3);
		await dialog().getByLabel("Name", { exact: true }).fill("Second ERP");
		await dialog().getByLabel("Site address").fill("https://nowhere.invalid");
		await dialog().getByLabel("API key").fill("key-of-the-second-erp");
		await dialog().getByRole("textbox", { name: "API secret" }).fill("secret-of-the-second-erp");
		await button("Save and test", dialog()).click();
		await dialog().getByText("Second ERP is saved").waitFor();
		const { works, missing } = await testLines();
		expect(works).toEqual([]);
		expect(missing.join()).toMatch(/ERPNext.*reached|reached/);
		await button("Go on anyway", dialog()).click();
		await dialog().getByText("Webhook address").waitFor();
		await dialog().getByText("Shown only now.").waitFor();
		await button("Done", dialog()).click();
		expect(await page.content()).not.toContain("secret-of-the-second-erp");
		await menu("Second ERP", "Delete");
		await button("Delete", dialog()).click();
		await button("More about Second ERP").waitFor({ state: "detached" });
	});

	it("a token that cannot be one is refused with what is wrong with it", async () => {
		await button("Connect a system").click();
		await dialog()
			.getByRole("button", { name: /^HubSpot/ })
			.click();
		await button("Save and test", dialog()).click();
		await dialog().getByText("This is needed", { exact: true }).waitFor();
		await dialog().getByRole("textbox", { name: "Access token" }).fill("not a token");
		await button("Save and test", dialog()).click();
		await dialog().getByText("Expected a key or token without blanks.").waitFor();
		expect(await dialog().getByRole("alert").count()).toBe(0);
		await closeDialog();
	});

	it("one that is renamed keeps its secrets, and works as before", async () => {
		await menu("Orders", "Edit");
		const token = dialog().getByRole("textbox", { name: "Admin API access token" });
		expect([await token.inputValue(), await token.getAttribute("placeholder")]).toEqual(["", "Leave empty to keep it"]);
		await dialog().getByLabel("Name", { exact: true }).fill("Shop orders");
		await button("Save and test", dialog()).click();
		expect((await testLines()).missing).toEqual([]);
		await button("Done", dialog()).click();
		await button("More about Shop orders").waitFor();
	});
});

describe("rules", () => {
	it("one that an admin makes raises the next alert by its name", async () => {
		const sandbox = new SandboxControl(heddle.sandbox);
		const order = { customer: "eleanor.hartley@example.com", total: "20.00", tags: ["wholesale"] };
		await goTo("Rules");
		await button("New rule").click();
		await dialog().getByLabel("Name", { exact: true }).fill("Wholesale");
		await dialog().getByRole("combobox", { name: "Condition" }).click();
		await page.getByRole("option", { name: "Has the tag" }).click();
		await dialog().getByLabel("tag", { exact: true }).fill("wholesale");
		await dialog()
			.getByText(/^(It would not have fired|There are no events)/)
			.waitFor();
		await button("Add an action", dialog()).click();
		await page.getByRole("menuitem", { name: "Set the priority" }).click();
		await button("Make the rule", dialog()).click();
		await button("More about Wholesale").waitFor();
		await sandbox.happen("loom", "orders", order);
		await nora.alerts.getByText("Wholesale").waitFor();
		await menu("Wholesale", "Edit");
		await dialog()
			.getByText(/^It would have fired for/)
			.waitFor();
		await button("Cancel", dialog()).click();
		await menu("Wholesale", "Delete");
		await button("Delete", dialog()).click();
		await button("More about Wholesale").waitFor({ state: "detached" });
	});
});

describe("the widget", () => {
	it("greets as it was told a moment ago", async () => {
		await goTo("Widget");
		await page.getByRole("textbox", { name: "Greeting in English" }).fill("Good to see you. What are you knitting?");
		await button("Save").click();
		await page.getByText("Saved. Visitors see it at their next visit.").waitFor();
		const guest = await Shopper.enter(browser, heddle.sandbox);
		await (await guest.openWidget()).getByText("Good to see you. What are you knitting?").waitFor();
		await guest.leave();
	});

	it("has an identity secret that is renewed, and shown once", async () => {
		await goTo("Widget");
		await button("Make a new secret").click();
		await dialog().getByText("refused from then on").waitFor();
		await button("Make it", dialog()).click();
		await page.getByText("Shown only now.").waitFor();
		const secret = await page.locator("code", { hasText: /^[A-Za-z0-9+/]{43}=$/ }).innerText();
		await page.reload();
		await button("Make a new secret").waitFor();
		expect(await page.content()).not.toContain(secret);
	});
});

describe("people", () => {
	it("a colleague joins by a link, works at the desk, and is told when they are removed", async () => {
		await goTo("Members and teams");
		await button("Invite").click();
		await dialog().getByLabel("E-mail").fill("ida@loom-and-thread.example");
		await button("Make the link", dialog()).click();
		const link = await dialog().locator("code").innerText();
		await button("Done", dialog()).click();
		await page.getByText("ida@loom-and-thread.example").waitFor();

		const context = await browser.newContext({ locale: "en-GB" });
		context.setDefaultTimeout(10_000);
		const ida = await context.newPage();
		await ida.goto(link);
		await ida.getByRole("link", { name: "Create an account" }).click();
		await ida.getByLabel("Your name").fill("Ida Lund");
		await ida.getByLabel("E-mail").fill("ida@loom-and-thread.example");
		await ida.getByRole("textbox", { name: "Password" }).fill("a long password");
		await ida.getByRole("button", { name: "Create account" }).click();
		await ida.getByRole("button", { name: "Join", exact: true }).click();
		await ida.getByLabel("Search all messages").waitFor();
		await ida.locator("[data-conversation]").first().waitFor();

		await page.reload();
		await page.getByRole("combobox", { name: "Role of Ida Lund" }).click();
		await page.getByRole("option", { name: "Admin" }).click();
		await page.getByText("Ida Lund's role is changed.").waitFor();
		// Her desk was closed with the old role, and comes back with the new one.
		await ida.getByRole("link", { name: "Settings" }).waitFor();
		await ida.locator("[data-conversation]").first().waitFor();

		await button("Remove Ida Lund").click();
		await dialog().getByText("They lose access at once").waitFor();
		await button("Remove", dialog()).click();
		await button("Remove Ida Lund").waitFor({ state: "detached" });
		await ida.getByText("You do not belong to this workspace any more").waitFor();
		await ida.reload();
		await ida.getByText("Create a workspace").first().waitFor();
		await context.close();
	});
});
