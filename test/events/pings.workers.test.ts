import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import hookOrder from "../../src/connectors/woocommerce/fixtures/hook-order.json";
import { madeConnection } from "../../src/protocol/connections.ts";
import { SOON } from "../support/server/applied.ts";
import { call, refusalOf } from "../support/server/call.ts";
import { found } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { connectionOf } from "../support/server/objects.ts";
import { connectShop, HOOK_SECRET, type MadeConnection } from "../support/server/shop.ts";

let home: Awaited<ReturnType<typeof found>>;
let woo: MadeConnection;

beforeAll(async () => {
	home = await found("Oak");
	const settings = { url: "https://oak.example", consumerKey: "ck_0123456789", consumerSecret: "cs_0123456789" };
	const wish = { connector: "woocommerce", name: "Shop", settings, hookSecret: HOOK_SECRET };
	woo = await home.owner.post("/v1/connections", wish, madeConnection);
});

/** As WordPress sends a form. */
function send({ hookUrl }: MadeConnection, body: string, headers: Record<string, string> = {}): Promise<Response> {
	const form = { "content-type": "application/x-www-form-urlencoded" };
	return call(new URL(hookUrl ?? "").pathname, { method: "POST", body, headers: { ...form, ...headers } });
}

describe("the ping with which WooCommerce tries a new webhook", () => {
	it("is answered with 200, for any other answer is an error there, and has no effect", async () => {
		const log = watchLog();
		const answer = await send(woo, "webhook_id=4");
		expect([answer.status, await answer.text()]).toEqual([200, ""]);
		expect(log.of("hook_pinged")).toHaveLength(1);
		expect(log.of("hook_accepted")).toHaveLength(0);
		// What came after it has been counted, and the ping has not.
		expect(await refusalOf(await send(woo, "{}"))).toBe("400 missing_header");
		await expect.poll(async () => (await connectionOf(home, woo.id).health()).hooksRefused, SOON).toBe(1);
		expect(await connectionOf(home, woo.id).health()).toMatchObject({ hooksAccepted: 0 });
	});

	it("opens no door: what is unsigned beside it is refused, and what is signed is taken", async () => {
		const body = JSON.stringify(hookOrder.body);
		expect(await refusalOf(await send(woo, body))).toBe("400 missing_header");
		expect(await refusalOf(await send(woo, "webhook_id=4&order=7"))).toBe("400 missing_header");
		const signed = {
			"content-type": "application/json",
			"x-wc-webhook-topic": "order.created",
			"x-wc-webhook-signature": createHmac("sha256", HOOK_SECRET).update(body).digest("base64"),
		};
		expect((await send(woo, body, signed)).status).toBe(202);
	});

	it("is a forger's request to a system that sends none", async () => {
		const shopify = await connectShop(home);
		expect(await refusalOf(await send(shopify, "webhook_id=4"))).toBe("400 missing_header");
	});

	it("is no way to flood: from one address it is slowed down as refusals are", async () => {
		const statuses: number[] = [];
		for (let i = 0; i < 32; i++)
			statuses.push((await send(woo, "webhook_id=4", { "cf-connecting-ip": "203.0.113.9" })).status);
		expect(statuses).toEqual([...Array(30).fill(200), 429, 429]);
	});
});
