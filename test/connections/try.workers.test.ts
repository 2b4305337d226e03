import { env } from "cloudflare:workers";
import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import customerOrders from "../../src/connectors/shopify/fixtures/customer-orders.json";
import { audit } from "../../src/db/schema/workspace.ts";
import { configOf } from "../../src/platform/config.ts";
import { newId } from "../../src/platform/ids.ts";
import { card } from "../../src/protocol/card.ts";
import { connection, connectionHealth, connector } from "../../src/protocol/connections.ts";
import { connectionDoorOf } from "../../src/workspaces/doors.ts";
import { refusalOf } from "../support/server/call.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { connectionOf } from "../support/server/objects.ts";
import { connectShop, type MadeConnection, openShop, ordersOf } from "../support/server/shop.ts";

const EMAIL = "Eleanor.Hartley@example.com";

let home: Home;
let shop: MadeConnection;

beforeAll(async () => {
	home = await found("Oak");
	shop = await connectShop(home);
});

const tryWith = (body: object) => home.owner.post(`/v1/connections/${shop.id}/try`, body, card);
const listed = z.object({ data: z.array(connection.extend({ health: connectionHealth })) });

async function healthOf(id: string) {
	const { data } = await home.owner.get("/v1/connections", listed);
	const one = data.find((row) => row.id === id);
	if (!one) throw new Error("not in the list");
	return one.health;
}

describe("trying a connection with a customer", () => {
	it("shows the card that the system gives, by the address in small letters", async () => {
		const asked = openShop();
		const shown = await tryWith({ email: EMAIL });
		expect(shown).toMatchObject({ connectionId: shop.id, connector: "shopify", title: "Orders", state: "fresh" });
		expect(shown.items).toContainEqual(expect.objectContaining({ type: "order", reference: "#1046" }));
		expect(asked.map(({ body }) => body).join()).toContain("eleanor.hartley@example.com");
	});

	it("keeps nothing and counts nothing: each try asks the system, and its health stays unused", async () => {
		const asked = openShop();
		const before = (await env.CARDS.list({ prefix: `card:${home.workspaceId}:` })).keys.length;
		await tryWith({ email: EMAIL });
		await tryWith({ email: EMAIL });
		expect(asked).toHaveLength(2);
		expect((await env.CARDS.list({ prefix: `card:${home.workspaceId}:` })).keys).toHaveLength(before);
		expect(await healthOf(shop.id)).toMatchObject({ state: "unused", calls: 0 });
	});

	it("is in the audit with who did it, and without whom it was about", async () => {
		openShop();
		await tryWith({ email: EMAIL });
		const rows = await home.db.query((db) =>
			db
				.select()
				.from(audit)
				.where(and(eq(audit.action, "connection.tried"), eq(audit.target, shop.id))),
		);
		expect(rows.at(-1)).toMatchObject({ userId: home.ownerId, details: { by: "email" } });
		expect(JSON.stringify(rows)).not.toMatch(/eleanor/i);
	});

	it.each([
		["a customer whom it does not know", () => Response.json({ data: { customerByIdentifier: null } }), "not_found"],
		["a fault of the system", () => new Response("", { status: 503 }), "failed"],
		["an answer in another form", () => Response.json({ data: { customerByIdentifier: { orders: 7 } } }), "drifted"],
	])("is a card in words for %s", async (_, answer, state) => {
		const own = await found("Ash");
		const shop = await connectShop(own);
		openShop(answer);
		const shown = await own.owner.post(`/v1/connections/${shop.id}/try`, { email: EMAIL }, card);
		expect(shown.state).toBe(state);
		expect(shown.items).toEqual([]);
		if (state !== "not_found") expect(shown.reason).toMatch(/Shopify/);
	});

	it("needs an address or a number", async () => {
		for (const body of [{}, { email: "nobody" }, { phone: "1" }])
			expect(await refusalOf(await home.owner.ask("POST", `/v1/connections/${shop.id}/try`, { body }))).toBe(
				"422 invalid_request",
			);
	});

	it("is no way to look customers up one after the other", async () => {
		const own = await found("Yew");
		const shop = await connectShop(own);
		const asked = openShop();
		const answers = [];
		for (let i = 0; i < 12; i++) {
			const body = { email: `customer-${i}@example.com` };
			answers.push((await own.owner.ask("POST", `/v1/connections/${shop.id}/try`, { body })).status);
		}
		expect(answers.slice(0, 10)).toEqual(Array(10).fill(200));
		expect(answers.at(-1)).toBe(429);
		expect(asked.length).toBeLessThan(12);
	});
});

describe("health", () => {
	it("is all there for admins, and a state alone for agents", async () => {
		const bob = await invite(home, "Bob", "agent");
		const seen = z.object({ data: z.array(z.looseObject({ id: z.string(), health: z.looseObject({}) })) });
		const keysFor = async (person: typeof bob) => {
			const { data } = await person.get("/v1/connections", seen);
			return Object.keys(data.find(({ id }) => id === shop.id)?.health ?? {});
		};
		expect(await keysFor(bob)).toEqual(["state"]);
		expect(await keysFor(home.owner)).toEqual(expect.arrayContaining(["state", "lastError", "notices", "breaker"]));
	});
});

describe("a notice that the system's answers have changed", () => {
	it("is listed with before and after, and put away once", async () => {
		const door = await connectionDoorOf(env, home.workspaceId, shop.id);
		if (!door) throw new Error("no door");
		openShop(() => Response.json(withOrders("seven")));
		const ask = { door, customerId: newId("customer"), keys: { email: "drift@example.com" } };
		expect((await connectionOf(home, shop.id).fetchCard(ask)).state).toBe("drifted");
		const [notice, ...more] = (await healthOf(shop.id)).notices;
		expect(more).toEqual([]);
		expect(notice).toMatchObject({ before: "list", after: "text", count: 1 });
		expect(notice?.path).toMatch(/orders\.nodes$/);
		const address = `/v1/connections/${shop.id}/notices/${notice?.id}`;
		expect((await home.owner.ask("DELETE", address)).status).toBe(204);
		expect((await healthOf(shop.id)).notices).toEqual([]);
		expect(await refusalOf(await home.owner.ask("DELETE", address))).toBe("404 not_found");
	});
});

describe("the form of a local environment", () => {
	const forms = z.object({ data: z.array(connector) });

	it("asks every connector for an address on this machine, after its own fields", async () => {
		const { data } = await home.owner.get("/v1/connectors", forms);
		expect(data.length).toBeGreaterThanOrEqual(4);
		for (const { name, fields } of data)
			expect(fields.at(-1), name).toMatchObject({ key: "origin", secret: false, required: false });
	});

	it("left empty means the system's own address, when it is made and when it is changed", async () => {
		const settings = { shop: "oak.myshopify.com", accessToken: "shpat_0000000000000000" };
		const made = await connectShop(home, { settings: { ...settings, origin: "" } });
		expect(made.settings).toEqual({ shop: "oak.myshopify.com" });
		const change = { settings: { shop: "oak.myshopify.com", origin: "" } };
		expect((await home.owner.ask("PATCH", `/v1/connections/${made.id}`, { body: change })).status).toBe(200);
		const asked = openShop(() => ordersOf());
		await home.owner.post(`/v1/connections/${made.id}/try`, { email: EMAIL }, card);
		expect(asked.map(({ url }) => url.origin)).toEqual(["https://oak.myshopify.com"]);
	});

	it("takes no address but this environment's own", async () => {
		const settings = { shop: "oak.myshopify.com", accessToken: "shpat_0000000000000000", origin: "http://127.0.0.1:1" };
		const body = { connector: "shopify", name: "Orders", settings };
		const answer = await home.owner.ask("POST", "/v1/connections", { body });
		expect(answer.status).toBe(422);
		expect(await answer.text()).toContain("settings.origin");
	});

	it("comes back with its address, and leaving that needs the secrets again", async () => {
		const [origin = ""] = configOf(env).LOOPBACK_ORIGINS;
		const settings = { shop: "oak.myshopify.com", accessToken: "shpat_0000000000000000", origin };
		const made = await connectShop(home, { settings });
		expect(made.settings).toEqual({ shop: "oak.myshopify.com", origin });
		const body = { settings: { origin: "" } };
		const moved = await home.owner.ask("PATCH", `/v1/connections/${made.id}`, { body });
		expect(moved.status).toBe(422);
		expect(await moved.text()).toContain("settings.accessToken");
	});
});

/** An answer whose list of orders is something else. */
function withOrders(nodes: unknown): object {
	const { data } = customerOrders.body;
	return { data: { customerByIdentifier: { ...data.customerByIdentifier, orders: { nodes } } } };
}
