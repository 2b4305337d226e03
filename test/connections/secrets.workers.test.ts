import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { openHookSecrets, openSettings } from "../../src/connections/settings.ts";
import shopFixture from "../../src/connectors/shopify/fixtures/shop.json";
import { connections } from "../../src/db/schema/connection.ts";
import { audit, idempotencyKeys } from "../../src/db/schema/workspace.ts";
import { newId } from "../../src/platform/ids.ts";
import { connection, connectionTest, madeConnection } from "../../src/protocol/connections.ts";
import { connectionDoorOf } from "../../src/workspaces/doors.ts";
import { refusalOf } from "../support/server/call.ts";
import { expectFaults } from "../support/server/faults.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { connectionOf } from "../support/server/objects.ts";
import { answerOutside } from "../support/server/outside.ts";
import { ACCESS_TOKEN, connectShop, HOOK_SECRET, type MadeConnection, openShop } from "../support/server/shop.ts";

let home: Home;
let other: Home;
let shop: MadeConnection;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	shop = await connectShop(home);
});

const SECRET = new RegExp(`${ACCESS_TOKEN}|${HOOK_SECRET}|shpat_new`);
const text = async (method: string, path: string, body?: object) => {
	const answer = await home.owner.ask(method, path, { ...(body && { body }) });
	const shown = await answer.text();
	expect(answer.status, shown).toBeLessThan(300);
	return shown;
};

describe("a secret of a connection", () => {
	it("comes back by no answer, once it was given", async () => {
		openShop(() => Response.json(shopFixture.body));
		const change = { name: "Orders of Oak", settings: { accessToken: "shpat_new_0123456789" } };
		const answers = [
			JSON.stringify(await connectShop(home)),
			await text("PATCH", `/v1/connections/${shop.id}`, change),
			await text("GET", "/v1/connections"),
			await text("GET", "/v1/connectors"),
			await text("GET", "/v1/me"),
			await text("POST", `/v1/connections/${shop.id}/test`),
		];
		for (const answer of answers) expect(answer).not.toMatch(SECRET);
		const { secretsSet, hookSecretSet, settings } = connection.parse(JSON.parse(answers[1] ?? ""));
		expect({ secretsSet, hookSecretSet, settings }).toEqual({
			secretsSet: ["accessToken"],
			hookSecretSet: true,
			settings: { shop: "oak.myshopify.com" },
		});
	});

	it("lies nowhere in the clear: not in Postgres, KV, the kept answers, the audit or the log", async () => {
		const log = watchLog();
		await connectShop(home);
		const [rows, kept, audited] = await home.db.batch((db) => [
			db.select().from(connections),
			db.select().from(idempotencyKeys),
			db.select().from(audit),
		]);
		expect(rows.length).toBeGreaterThan(0);
		expect(kept.length).toBeGreaterThan(0);
		expect(audited.map(({ action }) => action)).toContain("connection.made");
		const doors = await env.DOORS.list();
		const values = await Promise.all(doors.keys.map(({ name }) => env.DOORS.get(name)));
		expect(values.join()).toContain(shop.id);
		for (const place of [rows, kept, audited, doors, values]) expect(JSON.stringify(place)).not.toMatch(SECRET);
		expect(log.text()).not.toMatch(SECRET);
	});

	it("that Heddle makes is shown once, with the answer that made it, and to a repeat of that request", async () => {
		const body = {
			connector: "erpnext",
			name: "Deliveries",
			settings: { url: "https://erp.oak.example", apiKey: "erp-key-0123456", apiSecret: "erp-secret-0123456" },
		};
		const headers = { "idempotency-key": crypto.randomUUID() };
		const ask = async () => (await home.owner.ask("POST", "/v1/connections", { body, headers })).json();
		const [first, repeat] = [madeConnection.parse(await ask()), madeConnection.parse(await ask())];
		expect(first.hookSecret).toMatch(/^[A-Za-z0-9+/]{43}=$/);
		expect(repeat).toEqual(first);
		expect(await text("GET", "/v1/connections")).not.toContain(first.hookSecret);
		expect(shop.hookSecret).toBeNull();
	});

	it("sealed for one place does not open in another: not another connection's, field's or workspace's", async () => {
		const door = await connectionDoorOf(env, home.workspaceId, shop.id);
		if (!door) throw new Error("no door");
		expect(await openSettings(env, door)).toMatchObject({ accessToken: expect.stringMatching(/^shpat_/) });
		expect(await openHookSecrets(env, door)).toEqual([HOOK_SECRET]);
		const swapped = { ...door, secrets: { accessToken: door.hookSecrets[0] ?? "" } };
		const elsewhere = { ...door, id: newId("connection") };
		const foreign = { ...door, workspaceId: other.workspaceId };
		for (const moved of [swapped, elsewhere, foreign]) await expect(openSettings(env, moved)).rejects.toThrow();
		for (const moved of [elsewhere, foreign]) await expect(openHookSecrets(env, moved)).rejects.toThrow();

		const asked = openShop();
		const faults = expectFaults();
		const card = await connectionOf(other, newId("connection")).fetchCard({
			door: foreign,
			customerId: newId("customer"),
			keys: { email: "a@example.com" },
		});
		expect(card).toMatchObject({ state: "failed", items: [] });
		expect(asked).toEqual([]);
		expect(faults.events()).toEqual(["lookup_failed"]);
	});
});

describe("a connection", () => {
	it("says line by line what works and what is missing", async () => {
		const asked = openShop(() => Response.json(shopFixture.body));
		const path = `/v1/connections/${shop.id}/test`;
		const tested = await home.owner.post(path, {}, connectionTest);
		expect(tested.ok).toBe(false);
		expect(tested.lines).toMatchObject([
			{ ok: true, text: "Connected to Oak & Ash (oak.myshopify.com)." },
			{ ok: true },
			{ ok: false, text: expect.stringContaining("read_orders") },
			{ ok: true },
		]);
		expect(asked.map(({ url }) => url.origin)).toEqual(["https://oak.myshopify.com"]);
		openShop(() => new Response("", { status: 401 }));
		expect((await home.owner.post(path, {}, connectionTest)).lines).toMatchObject([
			{ ok: false, text: expect.stringContaining("does not accept the access token") },
		]);
		openShop(() => Promise.reject(new TypeError("no route")));
		expect((await home.owner.post(path, {}, connectionTest)).lines).toMatchObject([
			{ ok: false, text: expect.stringContaining("cannot be reached") },
		]);
	});

	it("is refused with settings that do not fit, field by field, and leaves no row", async () => {
		const before = (await home.db.query((db) => db.select().from(connections))).length;
		const make = (change: object) =>
			home.owner.ask("POST", "/v1/connections", {
				body: { connector: "shopify", name: "x", settings: { shop: "oak.myshopify.com", accessToken: "x" }, ...change },
			});
		const wrong = await make({ settings: { shop: "https://oak.example", accessToken: "with blanks" } });
		const said = await wrong.text();
		expect(said).toContain('"path":"settings.shop"');
		expect(said).toContain('"path":"settings.accessToken"');
		expect(said).not.toContain("with blanks");
		expect(await refusalOf(await make({ connector: "sap" }))).toBe("422 invalid_request");
		expect(await refusalOf(await make({ connector: "__proto__" }))).toBe("422 invalid_request");
		expect(await refusalOf(await make({ hookSecret: "short" }))).toBe("422 invalid_request");
		expect((await home.db.query((db) => db.select().from(connections))).length).toBe(before);
	});

	it("keeps the secrets that a change leaves out, but lets none go along to another address", async () => {
		const made = await connectShop(home);
		const path = `/v1/connections/${made.id}`;
		const change = (settings: object) => home.owner.ask("PATCH", path, { body: { name: "Renamed", settings } });
		const tokens: string[] = [];
		answerOutside(({ url, headers }) => {
			tokens.push(`${url.host} ${headers.get("x-shopify-access-token")}`);
			return Response.json(shopFixture.body);
		});
		expect((await change({})).status).toBe(200);
		await text("POST", `${path}/test`);
		expect(await refusalOf(await change({ shop: "evil.myshopify.com" }))).toBe("422 invalid_request");
		await text("POST", `${path}/test`);
		expect((await change({ shop: "ash.myshopify.com", accessToken: "shpat_of_ash" })).status).toBe(200);
		await text("POST", `${path}/test`);
		expect(tokens).toEqual([
			`oak.myshopify.com ${ACCESS_TOKEN}`,
			`oak.myshopify.com ${ACCESS_TOKEN}`,
			"ash.myshopify.com shpat_of_ash",
		]);
	});

	it("is gone when it is removed", async () => {
		const made = await connectShop(home);
		expect((await home.owner.ask("DELETE", `/v1/connections/${made.id}`)).status).toBe(204);
		expect(await refusalOf(await home.owner.ask("DELETE", `/v1/connections/${made.id}`))).toBe("404 not_found");
		expect(await home.db.query((db) => db.select().from(connections).where(eq(connections.id, made.id)))).toEqual([]);
	});
});
