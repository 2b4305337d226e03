// An admin looks at what could not be applied, and at what shops have asked for by law. The API's answers are played:
// a real letter takes eight hours.
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { newId } from "../../src/platform/ids.ts";
import type { DeadLetter } from "../../src/protocol/dead-letter.ts";
import type { PrivacyReceipt } from "../../src/protocol/privacy.ts";
import { launchBrowser } from "../support/browser.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AgentAtDesk } from "../support/story/desk.ts";

let heddle: Heddle;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	[heddle, browser] = await Promise.all([freshHeddle(), launchBrowser()]);
	({ page } = await AgentAtDesk.signIn(browser, heddle.workerOrigin, "nora@loom-and-thread.example"));
});

afterAll(async () => {
	await browser?.close();
	await heddle?.stop();
});

const at = new Date().toISOString();
const letter = (topic: string): DeadLetter => ({
	id: newId("request"),
	eventId: newId("event"),
	connectionId: newId("connection"),
	topic,
	reason: "The database refused it (SQLSTATE 22P05).",
	attempts: 101,
	at,
	state: "waiting",
	replayed: null,
});
const open = (path: string) => page.goto(`${heddle.workerOrigin}/console/settings/events${path}`);
const button = (name: string) => page.getByRole("button", { name, exact: true });

it("failed events say why, show their payload's structure, and are replayed one, some, or the last hour", async () => {
	const letters = [letter("orders/create"), letter("refunds/create")];
	const wishes: unknown[] = [];
	await page.route(/\/v1\/dead-letters(\?.*)?$/, (route) => route.fulfill({ json: { data: letters, next: null } }));
	await page.route(/\/v1\/dead-letters\/req_/, (route) =>
		route.fulfill({ json: { ...letters[0], payload: '{\n  "email": "text, 15 characters"\n}' } }),
	);
	await page.route(/\/v1\/dead-letters\/replay$/, async (route) => {
		wishes.push(route.request().postDataJSON());
		for (const one of letters) Object.assign(one, { state: "replayed", replayed: { at, by: "Nora" } });
		// Of the last hour there are more than one call takes.
		const isFirst = wishes.length === 2;
		await route.fulfill({ json: { replayed: wishes.length === 3 ? 1 : 2, more: isFirst } });
	});
	await open("/failed");
	await page.getByText("The database refused it (SQLSTATE 22P05).").first().waitFor();
	expect(await button("Replay").isDisabled()).toBe(true);
	await button("Payload").first().click();
	await page.getByLabel("Payload, values hidden").getByText("text, 15 characters").waitFor();
	await page.getByRole("checkbox", { name: "All shown" }).check();
	await button("Replay 2").click();
	await page.getByText("2 events are tried again").waitFor();
	await page.getByText("by Nora").first().waitFor();
	await button("Replay the last hour").click();
	await page.getByText("3 events are tried again").waitFor();
	expect(wishes).toEqual([{ ids: letters.map(({ id }) => id) }, { lastHour: true }, { lastHour: true }]);
});

it("an export waits with a sign until somebody downloads it", async () => {
	const receipt: PrivacyReceipt = {
		id: newId("request"),
		connectionId: newId("connection"),
		topic: "customers/data_request",
		what: "export",
		subject: "0123456789abcdef0123456789abcdef",
		counts: { customers: 1, conversations: 2, alerts: 0 },
		remains: ["1 visitor only says that this address is theirs."],
		receivedAt: at,
		doneAt: at,
		exportUntil: new Date(Date.now() + 86_400_000).toISOString(),
		downloadedAt: null,
	};
	await page.route(/\/v1\/privacy-receipts(\?.*)?$/, (route) =>
		route.fulfill({ json: { data: [receipt], next: null } }),
	);
	await page.route(/\/v1\/privacy-receipts\/req_\w+\/export$/, (route) => {
		receipt.downloadedAt = at;
		return route.fulfill({ contentType: "application/octet-stream", body: '{"customers":[]}' });
	});
	await open("/privacy");
	await page.getByText("Waits for you").waitFor();
	await page.getByText("2 conversations").waitFor();
	expect(await page.getByText("0 alerts").count()).toBe(0);
	expect(await page.getByRole("img", { name: "1 export waits" }).count()).toBe(2);
	const [download] = await Promise.all([page.waitForEvent("download"), button("Download").click()]);
	expect(download.suggestedFilename()).toBe(`heddle-export-${receipt.id}.json`);
	expect(await readFile(await download.path(), "utf8")).toBe('{"customers":[]}');
	await page.getByText("Waits for you").waitFor({ state: "detached" });
	expect(await page.getByRole("img", { name: "1 export waits" }).count()).toBe(0);
});
