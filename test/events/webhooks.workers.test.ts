import { exports } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { businessObjects, events } from "../../src/db/schema/event.ts";
import { connection, connectionHealth } from "../../src/protocol/connections.ts";
import { hookAccepted, storedEvent } from "../../src/protocol/http.ts";
import { pageOf } from "../../src/protocol/http-parts.ts";
import { apply, SOON, stored } from "../support/server/applied.ts";
import { answerOf, refusalOf } from "../support/server/call.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import {
	connectShop,
	HOOK_SECRET,
	identityOf,
	type MadeConnection,
	openShop,
	order,
	sendShopify,
} from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;
let other: Home;
let shop: MadeConnection;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	shop = await connectShop(home);
});

beforeEach(() => {
	openShop();
});

const storedOf = async (objectId: string) =>
	(await home.db.query((query) => query.select().from(events))).filter(({ event }) => event.objectId === objectId);
const objectOf = async (objectId: string) =>
	(
		await home.db.query((query) => query.select().from(businessObjects).where(eq(businessObjects.objectId, objectId)))
	)[0];
const healthOf = async ({ id }: MadeConnection, at = home) => {
	const shape = z.object({ data: z.array(connection.extend({ health: connectionHealth })) });
	const { data } = await at.owner.get("/v1/connections", shape);
	return data.find((one) => one.id === id)?.health;
};

describe("an event", () => {
	it("delivered ten times is stored once, told once, and answers 202 each time", async () => {
		const identity = await identityOf(home, { sub: "41", email: "Ten@Example.com", name: "Ten" });
		const { agent, session } = await talk(home, home.owner, identity);
		await stored(home, session.conversationId);
		const payload = order({ id: 1001, name: "#1001", email: "ten@example.com" });
		const one = () => sendShopify(shop, "orders/create", payload, { eventId: "event-1001" });
		await apply(...Array(10).fill(one));

		const rows = await storedOf("1001");
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({ state: "applied", event: { kind: "order.created", reference: "#1001" } });
		expect(rows[0]?.customerId).toMatch(/^cus_/);
		const { card } = await agent.next("card");
		expect(card).toMatchObject({ state: "fresh", connectionId: shop.id });
		expect(card.items).toHaveLength(6);
		expect(agent.all("entry").map(({ entry }) => entry.content.kind)).toEqual(["event"]);
		const { data } = await home.owner.get(`/v1/customers/${rows[0]?.customerId}/events`, pageOf(storedEvent));
		expect(data.map(({ event }) => event.reference)).toEqual(["#1001"]);
	});

	it("that comes late changes no newer state, and is kept as what it was", async () => {
		const at = (minute: string, change: object) =>
			order({ id: 1002, updated_at: `2026-11-23T08:${minute}:00Z`, ...change });
		await apply(() => sendShopify(shop, "orders/updated", at("30", { name: "#1002 newest" })));
		await apply(
			() => sendShopify(shop, "orders/create", at("10", { name: "#1002 oldest" })),
			() => sendShopify(shop, "orders/paid", at("20", { name: "#1002 between" })),
		);
		expect(await objectOf("1002")).toMatchObject({
			reference: "#1002 newest",
			version: new Date("2026-11-23T08:30:00Z"),
		});
		expect((await storedOf("1002")).map(({ event }) => event.kind).toSorted()).toEqual([
			"order.created",
			"order.paid",
			"order.updated",
		]);
	});

	it("of a topic that nobody reads is kept as other", async () => {
		await apply(() => sendShopify(shop, "themes/publish", { id: 1003, name: "Dawn" }));
		expect(await storedOf("1003")).toMatchObject([
			{ event: { kind: "other", topic: "themes/publish", summary: "themes/publish" } },
		]);
	});

	it("too large for a queue message comes by another way, whole", async () => {
		const noise = Array.from(crypto.getRandomValues(new Uint8Array(60_000)), (byte) => byte.toString(36)).join("");
		const payload = order({ id: 1004, note: noise, more: noise.split("").reverse().join("") });
		expect(JSON.stringify(payload).length).toBeGreaterThan(200_000);
		await apply(() => sendShopify(shop, "orders/create", payload));
		expect(await storedOf("1004")).toMatchObject([{ state: "applied", event: { kind: "order.created" } }]);
	});

	it("can be followed by its trace id from the door to its effects, and no log holds what it says", async () => {
		const log = watchLog();
		const payload = order({ id: 1005, name: "#1005", email: "private@example.com" });
		const { traceId } = await answerOf(hookAccepted, await sendShopify(shop, "orders/create", payload));
		await expect.poll(() => log.of("event_applied"), SOON).toMatchObject([{ traceId }]);
		expect(log.of("hook_accepted")).toMatchObject([{ traceId, connectionId: shop.id }]);
		expect(log.text()).not.toMatch(/private@example|#1005/);
	});
});

describe("a webhook", () => {
	it("that nobody signed with our secret is 401, and leaves nothing but a count", async () => {
		const shop = await connectShop(home);
		const forged = () => sendShopify(shop, "orders/create", order({ id: 2001 }), { secret: "a guess" });
		expect(await refusalOf(await forged())).toBe("401 invalid_signature");
		expect(await refusalOf(await forged())).toBe("401 invalid_signature");
		await expect.poll(async () => (await healthOf(shop))?.hooksRefused, SOON).toBe(2);
		expect(await healthOf(shop)).toMatchObject({ hooksAccepted: 0 });
		expect(await storedOf("2001")).toEqual([]);
	});

	it("whose body was changed on the way is 401", async () => {
		const raw = JSON.stringify(order({ id: 2002 }));
		const headers = { "x-shopify-hmac-sha256": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" };
		expect(await refusalOf(await sendShopify(shop, "orders/create", {}, { raw, headers }))).toBe(
			"401 invalid_signature",
		);
	});

	it.each(["x-shopify-hmac-sha256", "x-shopify-topic"])("without %s is 400", async (name) => {
		const answer = await sendShopify(shop, "orders/create", order({ id: 2003 }), { headers: { [name]: undefined } });
		expect(await refusalOf(answer)).toBe("400 missing_header");
	});

	it("that is signed but no JSON is 400", async () => {
		const answer = await sendShopify(shop, "orders/create", {}, { raw: '{"id": 2004,' });
		expect(await refusalOf(answer)).toBe("400 malformed_json");
	});

	it("of 20 MB is 413, said or unsaid how long it is", async () => {
		const raw = new Uint8Array(20 * 1024 * 1024).fill(32);
		expect(await refusalOf(await sendShopify(shop, "orders/create", {}, { raw }))).toBe("413 body_too_large");
		const { pathname } = new URL(shop.hookUrl ?? "");
		const body = new Blob([raw]).stream();
		const answer = await exports.default.fetch(`http://heddle.test${pathname}`, { method: "POST", body });
		expect(await refusalOf(answer)).toBe("413 body_too_large");
	});

	it("fits both live secrets while one replaces the other, and no third", async () => {
		const rotating = await connectShop(home);
		const renew = async (hookSecret: string) =>
			expect((await home.owner.ask("PATCH", `/v1/connections/${rotating.id}`, { body: { hookSecret } })).status).toBe(
				200,
			);
		const status = async (secret: string) =>
			(await sendShopify(rotating, "orders/create", order({ id: 2005 }), { secret })).status;
		await renew("the second secret");
		expect([await status(HOOK_SECRET), await status("the second secret")]).toEqual([202, 202]);
		await renew("the third secret");
		expect([await status(HOOK_SECRET), await status("the second secret"), await status("the third secret")]).toEqual([
			401, 202, 202,
		]);
	});

	it("finds nothing under another workspace's address, an unknown connection, or one without webhooks", async () => {
		const settings = { url: "https://learn.oak.example", token: "moodle-token-0123456789" };
		const moodle = await connectShop(home, { connector: "moodle", settings, hookSecret: undefined });
		const path = (workspace: string, id: string) => `http://heddle.test/v1/hooks/${workspace}/${id}`;
		for (const hookUrl of [
			path(other.workspaceId, shop.id),
			path(home.workspaceId, `cnn_${"x".repeat(22)}`),
			path(home.workspaceId, moodle.id),
			path(`wsp_${"x".repeat(22)}`, shop.id),
		])
			expect(await refusalOf(await sendShopify({ ...shop, hookUrl }, "orders/create", order()))).toBe("404 not_found");
	});
});
