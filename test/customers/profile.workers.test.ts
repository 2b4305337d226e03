import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/platform/ids.ts";
import type { BusinessEvent } from "../../src/protocol/business-event.ts";
import { profileLine } from "../../src/protocol/http.ts";
import { found, type Home } from "../support/server/home.ts";
import { connectShop, identityOf, type MadeConnection, openShop } from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;
let shop: MadeConnection;

beforeAll(async () => {
	home = await found("Oak");
	shop = await connectShop(home);
});

describe("a profile that is opened after an event", () => {
	it("shows no card from before it as fresh, though KV still serves that one", async () => {
		const identity = await identityOf(home, { sub: "1", email: "lena@example.com" });
		const { id, stub } = await talk(home, home.owner, identity);
		const asked = openShop();
		const states = async () => {
			const answer = await home.owner.ask("GET", `/v1/conversations/${id}/profile`);
			const lines = (await answer.text()).trim().split("\n");
			return lines
				.map((line) => profileLine.parse(JSON.parse(line)))
				.flatMap((line) => (line.type === "card" ? [line.card.state] : []));
		};
		expect(await states()).toEqual(["loading", "fresh"]);
		expect(await states()).toEqual(["fresh"]);
		const [{ name: key } = { name: "" }] = (await env.CARDS.list({ prefix: `card:${home.workspaceId}:` })).keys;
		const before = (await env.CARDS.get(key)) ?? "";
		const event: BusinessEvent = {
			id: newId("event"),
			kind: "order.created",
			connectionId: shop.id,
			connector: "shopify",
			topic: "orders/create",
			objectType: "order",
			objectId: "1",
			reference: "#1",
			summary: "An order",
			occurredAt: new Date().toISOString(),
			facts: {},
		};
		expect(await stub.receiveEvent(event)).toMatchObject({ ok: true });
		await env.CARDS.put(key, before);
		expect(await states()).toEqual(["stale", "fresh"]);
		expect(asked).toHaveLength(2);
		expect(await states()).toEqual(["fresh"]);
	});
});
