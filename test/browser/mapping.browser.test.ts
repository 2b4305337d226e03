// An admin connects a system for which there is no connector, and makes cards of what it answers, by what is written on
// the screens.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Heddle } from "../../scripts/heddle.ts";
import { projectRoot } from "../../scripts/project.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AgentAtDesk } from "../support/story/desk.ts";

const ELEANOR = "eleanor.hartley@example.com";
const guide = readFileSync(join(projectRoot, "src/connectors/mapped-rest/README.md"), "utf8");
const MAPPING = /```jsonata\n([\s\S]*?)```/.exec(guide)?.[1]?.trim() ?? "";

let heddle: Heddle;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	page = (await AgentAtDesk.signIn(browser, heddle.workerOrigin, "nora@loom-and-thread.example")).page;
	await page.goto(`${heddle.workerOrigin}/console/settings`);
});

afterAll(async () => {
	await browser?.close();
	await heddle?.stop();
});

const dialog = () => page.getByRole("dialog");
const button = (name: string, within: Page | Locator = page) => within.getByRole("button", { name, exact: true });
const region = (name: string) => page.getByRole("region", { name, exact: true });
const source = () => page.getByRole("textbox", { name: "Mapping, in JSONata" });

test("mapped REST: connected, tried, mapped, saved and rolled back", async () => {
	await button("Connect a system").click();
	await dialog()
		.getByRole("button", { name: /^Mapped REST/ })
		.click();
	await dialog().getByLabel("Name", { exact: true }).fill("Warranty");
	await dialog()
		.getByRole("textbox", { name: "Address", exact: true })
		.fill("https://register.example.com/api/owners/{email}");
	await dialog().getByRole("combobox", { name: "How Heddle signs in" }).click();
	await page.getByRole("option", { name: "Key in a header of its own" }).click();
	await dialog().getByRole("textbox", { name: "Header or user name" }).fill("X-Api-Key");
	await dialog().getByRole("textbox", { name: "Token, key or password" }).fill("sandbox-loom-register-key");
	await dialog().getByRole("textbox", { name: "Address on this machine" }).fill(heddle.sandbox.systems["mapped-rest"]);
	await button("Save and test", dialog()).click();
	await dialog().getByText("The system answers, and accepts the sign-in.").waitFor();
	await dialog()
		.getByText(/It has no mapping yet/)
		.first()
		.waitFor();
	// The answer is kept as a sample, though there is nothing to show of it yet.
	await dialog().getByLabel("A customer's e-mail address").fill(ELEANOR);
	await button("Show the card", dialog()).click();
	await dialog()
		.getByRole("article", { name: /^Warranty/ })
		.getByText(/has no mapping yet/)
		.waitFor();
	await button("Go on anyway", dialog()).click();
	// Its events come by an address with a secret in it: for later.
	await button("Done", dialog()).click();

	await page.getByRole("link", { name: "Warranty", exact: true }).click();
	await region("Mapping").getByText("There is none yet").waitFor();
	await region("Sample").getByText("Eleanor Hartley").waitFor();
	await region("Sample").getByText("It holds that person's data").waitFor();

	await source().fill("answers.json.products.{");
	await region("Mapping")
		.getByText(/^Line 1, column \d+: /)
		.waitFor();
	expect(await button("Save and use").isDisabled()).toBe(true);
	await source().fill('$eval("1")');
	await region("Mapping")
		.getByText(/\$eval is not available/)
		.waitFor();

	await source().fill(MAPPING);
	const preview = region("Preview");
	await preview.getByRole("article", { name: /^Warranty/ }).waitFor();
	const [product] = await products(ELEANOR);
	await preview.getByText(product, { exact: true }).first().waitFor();
	await page.getByRole("textbox", { name: "What has changed" }).fill("Products and claims");
	await button("Save and use").click();
	await region("Versions").getByText("Products and claims").waitFor();
	await region("Versions")
		.getByText(/by Nora/)
		.waitFor();

	await source().fill('{ "title": "Owner", "fields": { "Name": answers.json.owner.name } }');
	await preview.getByText("Eleanor Hartley").waitFor();
	await button("Save and use").click();
	await region("Mapping").getByText("Version 2 is live.").first().waitFor();
	await button("Go back to version 1").click();
	await region("Versions").getByText("Back to version 1").waitFor();
	await expect.poll(() => source().inputValue()).toBe(MAPPING);
	expect(await page.getByText("by somebody else").count()).toBe(0);

	// What agents get is what the preview showed.
	await button("See a card").click();
	await dialog().getByLabel("A customer's e-mail address").fill(ELEANOR);
	await button("Show the card", dialog()).click();
	await dialog()
		.getByRole("article", { name: /^Warranty/ })
		.getByText(product, { exact: true })
		.first()
		.waitFor();
}, 120_000);

/** What the register says that somebody has bought, the newest first. */
async function products(email: string): Promise<[string, ...string[]]> {
	const answer = await fetch(`${heddle.sandbox.systems["mapped-rest"]}/api/owners/${encodeURIComponent(email)}`, {
		headers: { "x-api-key": "sandbox-loom-register-key" },
	});
	const register = z.object({ products: z.array(z.object({ product: z.string() })) }).parse(await answer.json());
	const [first, ...others] = register.products.map(({ product }) => product);
	if (first === undefined) throw new Error("nobody has bought anything");
	return [first, ...others];
}
