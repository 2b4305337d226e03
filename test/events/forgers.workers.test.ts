import { beforeAll, describe, expect, it } from "vitest";
import { SOON } from "../support/server/applied.ts";
import { refusalOf } from "../support/server/call.ts";
import { found } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { connectionOf } from "../support/server/objects.ts";
import { connectShop, type MadeConnection, openShop, order, sendShopify } from "../support/server/shop.ts";

let home: Awaited<ReturnType<typeof found>>;
let shop: MadeConnection;

beforeAll(async () => {
	home = await found("Oak");
	shop = await connectShop(home);
	openShop();
});

describe("a forger who floods a shop's address", () => {
	it("is slowed down alone: the shop's own webhooks are taken, from that address too, and others are refused as ever", async () => {
		const from = (address: string) => ({ headers: { "cf-connecting-ip": address } });
		const forged = async (address: string) =>
			refusalOf(await sendShopify(shop, "orders/create", order({ id: 1 }), { secret: "a guess", ...from(address) }));
		const log = watchLog();
		const answers: string[] = [];
		for (let i = 0; i < 35; i++) answers.push(await forged("203.0.113.7"));
		expect(answers).toEqual([...Array(30).fill("401 invalid_signature"), ...Array(5).fill("429 rate_limited")]);
		expect(log.of("hook_refused")).toHaveLength(30);
		await expect.poll(async () => (await connectionOf(home, shop.id).health()).hooksRefused, SOON).toBe(30);
		for (const address of ["203.0.113.7", "198.51.100.1"])
			expect((await sendShopify(shop, "orders/create", order({ id: 2 }), from(address))).status).toBe(202);
		expect(await forged("198.51.100.1")).toBe("401 invalid_signature");
	});
});
