// Heddle's installation against the sandbox's Shopify: both were written from the same page.
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { shopifyApp } from "../../scripts/sandbox/systems/shopify-oauth.ts";
import type { SystemFetch } from "../../src/connectors/connector.ts";
import { grantFor, grantPage, isSigned } from "../../src/connectors/shopify/install.ts";
import { subscribe } from "../../src/connectors/shopify/subscribe.ts";
import { topics } from "../../src/connectors/shopify/translate.ts";
import { openPlayground, openReceiver, type Playground, START } from "./playground.ts";

const HEDDLE = "http://127.0.0.1:8787/v1/shopify/callback";

/** An app's own configuration has these, no subscription. */
const PRIVACY = ["customers/data_request", "customers/redact", "shop/redact"];

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
});
afterEach(() => playground.close());

const page = (change: object = {}) =>
	grantPage(shopifyApp, {
		origin: playground.sandbox.systems.shopify,
		shop: "loom-and-thread.myshopify.com",
		redirectUri: HEDDLE,
		state: "a.state_of-ours",
		...change,
	});
const press = (address: string) => fetch(address, { method: "POST", redirect: "manual" });
const fetchShop: SystemFetch = async ({ method = "GET", path, json, headers }) => {
	const body = JSON.stringify(json);
	const answer = await fetch(`${playground.sandbox.systems.shopify}${path}`, {
		method,
		body,
		headers: { ...headers, "content-type": "application/json" },
	});
	return { status: answer.status, headers: answer.headers, json: await answer.json() };
};

test("the owner sees what is asked for, and one press leads back with a signed code for the shop's token, once", async () => {
	const shown = await (await fetch(page())).text();
	expect(shown).toContain("Install Heddle in Loom &amp; Thread?");
	expect(shown).toContain("<li>read_orders</li>");

	const back = new URL((await press(page())).headers.get("location") ?? "");
	expect(back.origin + back.pathname).toBe(HEDDLE);
	expect(await isSigned(back.searchParams, shopifyApp, START.getTime())).toBe(true);
	expect(back.searchParams.get("state")).toBe("a.state_of-ours");
	expect(back.searchParams.get("shop")).toBe("loom-and-thread.myshopify.com");

	const code = back.searchParams.get("code") ?? "";
	const stranger = { ...shopifyApp, clientSecret: "shpss_guessed" };
	expect(await grantFor(stranger, code, fetchShop)).toMatchObject({
		ok: false,
		reason: expect.stringContaining("400"),
	});
	expect(await grantFor(shopifyApp, code, fetchShop)).toEqual({ ok: true, accessToken: "shpat_sandbox_loom" });
	expect(await grantFor(shopifyApp, code, fetchShop)).toMatchObject({ ok: false, path: "code" });
});

test("another address to go back to, another app, or a shop that is not there get no code", async () => {
	for (const wrong of [
		page({ redirectUri: "https://evil.example/v1/shopify/callback" }),
		page({ redirectUri: `${HEDDLE}/../../x` }),
		page().replace(shopifyApp.clientId, "another-app"),
		page({ shop: "evil.myshopify.com" }),
	]) {
		const answer = await press(wrong);
		expect([answer.status, answer.headers.get("location")], wrong).toEqual([400, null]);
	}
});

test("the app subscribes to each topic that its scopes allow, again without harm, and its secret signs from then on", async () => {
	const receiver = await openReceiver();
	try {
		const settings = { shop: "loom-and-thread.myshopify.com", accessToken: "shpat_sandbox_loom" };
		const twice = [
			await subscribe(settings, receiver.url, fetchShop),
			await subscribe(settings, receiver.url, fetchShop),
		];
		for (const { subscribed, refused } of twice) {
			expect(refused).toEqual(["disputes/create", "disputes/update"]);
			expect([...subscribed, ...refused, ...PRIVACY].toSorted()).toEqual([...topics].toSorted());
		}
		const placed = { customer: "eleanor.hartley@example.com", total: 950 };
		expect((await playground.control("POST", "tenants/loom/orders", placed)).ok).toBe(true);
		await receiver.count(1);
		const [first] = receiver.received;
		const hmac = createHmac("sha256", shopifyApp.clientSecret)
			.update(first?.body ?? "")
			.digest("base64");
		expect(first?.headers.get("x-shopify-hmac-sha256")).toBe(hmac);
	} finally {
		await receiver.close();
	}
	const stranger = { shop: "loom-and-thread.myshopify.com", accessToken: "shpat_guessed" };
	expect((await subscribe(stranger, "https://heddle.example/h", fetchShop)).subscribed).toEqual([]);
});

test("a shop that grants less says so in the answer", async () => {
	const less = page().replace("read_customers%2C", "");
	const code = new URL((await press(less)).headers.get("location") ?? "").searchParams.get("code") ?? "";
	expect(await grantFor(shopifyApp, code, fetchShop)).toMatchObject({ ok: false, path: "scope" });
});
