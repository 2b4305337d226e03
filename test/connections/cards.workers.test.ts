import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Ask } from "../../src/connections/ask.ts";
import { FRESH_MS, readCards, writeCard } from "../../src/connections/cards.ts";
import { verifiedKeys } from "../../src/customers/profile.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Card } from "../../src/protocol/card.ts";
import { connection, connectionHealth } from "../../src/protocol/connections.ts";
import { profileLine } from "../../src/protocol/http.ts";
import type { CustomerId } from "../../src/protocol/ids.ts";
import { connectionDoorOf } from "../../src/workspaces/doors.ts";
import { SOON } from "../support/server/applied.ts";
import { refusalOf } from "../support/server/call.ts";
import { claimsIn } from "../support/server/claims.ts";
import { agentSocket } from "../support/server/frame-socket.ts";
import { found, type Home } from "../support/server/home.ts";
import { connectionOf } from "../support/server/objects.ts";
import { answerOutside } from "../support/server/outside.ts";
import {
	connectErp,
	connectShop,
	identityOf,
	type MadeConnection,
	openShop,
	ordersOf,
} from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;

beforeAll(async () => {
	home = await found("Oak");
});

/** A shop of its own for each test: breaker and health are a connection's. */
async function setUp(change: object = {}) {
	const at = await found("Shop");
	const identity = await identityOf(at, { sub: "1", email: "lena@example.com" });
	// Before there is a connection: else it would be asked at once, ahead of the agent.
	const { id, session } = await talk(at, at.owner, identity);
	const shop = await connectShop(at, change);
	const { customer } = await claimsIn(session.token, "visitor");
	const door = await connectionDoorOf(env, at.workspaceId, shop.id);
	if (!door) throw new Error("no door");
	const keys = verifiedKeys(customer);
	if (!keys) throw new Error("not proven");
	const ask: Ask = { door, customerId: customer.id, keys };
	const lines = async (query = "") => {
		const answer = await at.owner.ask("GET", `/v1/conversations/${id}/profile${query}`);
		expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
		return new TextDecoder()
			.decode(await answer.arrayBuffer())
			.trim()
			.split("\n")
			.map((line) => profileLine.parse(JSON.parse(line)));
	};
	const cards = async (query = "") => (await lines(query)).flatMap((line) => (line.type === "card" ? [line.card] : []));
	const address = { workspaceId: at.workspaceId, customerId: customer.id, source: door, keys };
	return { at, id, shop, ask, lines, cards, address, object: connectionOf(at, shop.id) };
}

async function healthOf(at: Home, { id }: MadeConnection) {
	const shape = z.object({ data: z.array(connection.extend({ health: connectionHealth })) });
	return (await at.owner.get("/v1/connections", shape)).data.find((one) => one.id === id)?.health;
}

/** An answer that waits until it is let go. */
function gate() {
	let open = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { open, opened };
}

const states = (cards: Card[]) => cards.map(({ state }) => state);
const broken = () => new Response("", { status: 500 });

describe("a card", () => {
	it("comes loading, then fresh; the next time it is there at once, without a call", async () => {
		const { cards, lines, at, shop } = await setUp();
		const asked = openShop();
		expect(states(await cards())).toEqual(["loading", "fresh"]);
		expect(states(await cards())).toEqual(["fresh"]);
		expect(asked).toHaveLength(1);
		expect(JSON.parse(asked[0]?.body ?? "{}")).toMatchObject({
			variables: { identifier: { emailAddress: "lena@example.com" } },
		});
		expect((await lines("?refresh=1")).at(-1)).toEqual({ type: "done" });
		expect(asked).toHaveLength(2);
		expect(await healthOf(at, shop)).toMatchObject({ state: "ok", calls: 2, errors: 0 });
	});

	it("that is old is served while it is fetched anew", async () => {
		const { cards, address } = await setUp();
		openShop();
		const [, fresh] = await cards();
		if (!fresh) throw new Error("no card");
		const fetchedAt = new Date(Date.now() - FRESH_MS - 1_000).toISOString();
		await writeCard(env, address, { ...fresh, fetchedAt });
		const [old, anew] = await cards();
		expect(old).toMatchObject({ state: "stale", fetchedAt, items: fresh.items });
		expect(anew?.state).toBe("fresh");
		expect(Date.parse(anew?.fetchedAt ?? "")).toBeGreaterThan(Date.parse(fetchedAt));
	});

	it("of a failing system keeps what it last said, with its age and the reason", async () => {
		const { cards } = await setUp();
		openShop();
		const [, fresh] = await cards();
		openShop(broken);
		const [stale, failed] = await cards("?refresh=1");
		expect([stale?.state, failed?.state]).toEqual(["stale", "failed"]);
		expect(failed).toMatchObject({
			items: fresh?.items,
			fetchedAt: fresh?.fetchedAt,
			reason: "Shopify has a fault of its own (500).",
		});
	});

	it("of an unknown customer says so, and asks again only when it is old", async () => {
		const { cards } = await setUp();
		const asked = openShop(() => Response.json({ data: { customerByIdentifier: null } }));
		expect(states(await cards())).toEqual(["loading", "not_found"]);
		expect(states(await cards())).toEqual(["not_found"]);
		expect(asked).toHaveLength(1);
	});

	it("lies sealed in KV for its own customer, and is as good as none anywhere else", async () => {
		const { cards, at, address } = await setUp();
		const { customerId, keys: askedBy, source } = address;
		openShop();
		await cards();
		const { keys } = await env.CARDS.list({ prefix: `card:${at.workspaceId}:` });
		expect(keys).toHaveLength(1);
		const key = keys[0]?.name ?? "";
		const sealed = (await env.CARDS.get(key)) ?? "";
		expect(sealed).not.toMatch(/#1046|Oak table|order/);
		const eve: CustomerId = newId("customer");
		await env.CARDS.put(key.replace(customerId, eve), sealed);
		const found = async (customer: CustomerId, by: typeof askedBy, from = source) =>
			(await readCards(env, at.workspaceId, customer, by, [from])).size;
		expect(await found(customerId, askedBy)).toBe(1);
		expect(await found(eve, askedBy)).toBe(0);
		expect(await found(customerId, { ...askedBy, email: "another@example.com" })).toBe(0);
		expect(await found(customerId, askedBy, { ...source, secrets: { accessToken: "another account's" } })).toBe(0);
		expect(await found(customerId, askedBy, { ...source, mapping: "[]" })).toBe(0);
	});
});

describe("one business system", () => {
	it("gets one call for twenty who ask at once", async () => {
		const { ask, object } = await setUp();
		const { open, opened } = gate();
		const asked = openShop(async () => {
			await opened;
			return ordersOf();
		});
		const all = Array.from({ length: 20 }, () => object.fetchCard(ask));
		// Calls on one stub arrive in order: when this one is answered, the twenty are there.
		await object.health();
		open();
		const cards = await Promise.all(all);
		expect(new Set(states(cards))).toEqual(new Set(["fresh"]));
		expect(asked).toHaveLength(1);
	});

	it("is asked again for a look-up that began before the customer's newest event", async () => {
		const { at, id, ask, object } = await setUp();
		const agent = await agentSocket(at.owner, id);
		const { open, opened } = gate();
		const asked = openShop(async () => {
			await opened;
			return asked.length === 1 ? Response.json({ data: { customerByIdentifier: null } }) : ordersOf();
		});
		const early = object.fetchCard(ask);
		await expect.poll(() => asked.length, SOON).toBe(1);
		await object.renewCard(ask, { workspaceId: at.workspaceId, jurisdiction: "none", id });
		open();
		expect((await early).state).toBe("fresh");
		expect((await agent.next("card", ({ card }) => card.state === "fresh")).card.items).toHaveLength(6);
		expect(asked).toHaveLength(2);
	});

	it("that fails is left alone after a few calls, within ten; a change of the connection tries anew", async () => {
		const { ask, object, at, shop } = await setUp();
		const asked = openShop(broken);
		const told: Card[] = [];
		for (let i = 0; i < 10; i++) told.push(await object.fetchCard(ask));
		expect(asked.length).toBe(5);
		expect(states(told)).toEqual([...Array(5).fill("failed"), ...Array(5).fill("breaker_open")]);
		expect(await healthOf(at, shop)).toMatchObject({ state: "breaker_open", calls: 5, errors: 5 });
		openShop();
		await at.owner.ask("PATCH", `/v1/connections/${shop.id}`, { body: { name: "Mended" } });
		expect((await object.fetchCard(ask)).state).toBe("fresh");
		expect(await healthOf(at, shop)).toMatchObject({ state: "ok" });
	});

	it("that names a time is not asked before it", async () => {
		const { ask, object } = await setUp();
		const asked = openShop(() => new Response("", { status: 429, headers: { "retry-after": "60" } }));
		const [first, second] = [await object.fetchCard(ask), await object.fetchCard(ask)];
		expect([first.reason, second.reason]).toEqual([
			"Shopify is limiting our calls.",
			"Its limit of calls is used up, so we wait before the next one.",
		]);
		expect(asked).toHaveLength(1);
	});

	it("that is down leaves another's card untouched", async () => {
		const { at, cards, shop } = await setUp();
		const erp = await connectErp(at);
		answerOutside(({ url }) => (url.hostname === "erp.oak.example" ? undefined : ordersOf()));
		const told = await cards("?refresh=1");
		expect(states(told.filter(({ connectionId }) => connectionId === shop.id))).toEqual(["loading", "fresh"]);
		expect(told.filter(({ connectionId }) => connectionId === erp.id).at(-1)).toMatchObject({
			state: "failed",
			reason: expect.stringContaining("could not be reached"),
		});
	});

	it("that is required and fails ends the look-up and the calls to others; what was told stays", async () => {
		const { at, lines } = await setUp({ required: true });
		const erp = await connectErp(at);
		const { open, opened } = gate();
		const asked = answerOutside(async ({ url }) => {
			if (url.hostname === "erp.oak.example") {
				await opened;
				return Response.json({ data: [] });
			}
			await expect.poll(() => asked.length, SOON).toBe(2);
			return broken();
		});
		const told = await lines("?refresh=1");
		expect(told.at(-1)).toEqual({ type: "done" });
		const cards = told.flatMap((line) => (line.type === "card" ? [`${line.card.connector} ${line.card.state}`] : []));
		expect(cards.toSorted()).toEqual(["erpnext loading", "shopify failed", "shopify loading"]);
		const toErp = asked.find(({ url }) => url.hostname === "erp.oak.example");
		await expect.poll(() => toErp?.signal.aborted, SOON).toBe(true);
		open();
		expect(await healthOf(at, erp)).toMatchObject({ state: "unused", calls: 0 });
	});

	it("on a private address, or elsewhere than allowed, is never reached", async () => {
		const shop = await connectShop(home);
		const door = await connectionDoorOf(env, home.workspaceId, shop.id);
		if (!door) throw new Error("no door");
		for (const origin of ["http://127.0.0.1:9", "https://169.254.169.254", "http://oak.example", "https://localhost"]) {
			const settings = { ...door.settings, origin };
			const wish = { connector: "shopify", name: "x", settings: { ...settings, accessToken: "x" } };
			expect(await refusalOf(await home.owner.ask("POST", "/v1/connections", { body: wish }))).toBe(
				"422 invalid_request",
			);
			const asked = answerOutside(() => ordersOf());
			const ask: Ask = {
				door: { ...door, settings },
				customerId: newId("customer"),
				keys: { email: "lena@example.com" },
			};
			expect(await connectionOf(home, shop.id).fetchCard(ask)).toMatchObject({ items: [] });
			expect(asked, origin).toEqual([]);
		}
	});
});
