import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { openHookSecrets } from "../../src/connections/settings.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Card } from "../../src/protocol/card.ts";
import { connection, connectionTest, madeConnection } from "../../src/protocol/connections.ts";
import { problem } from "../../src/protocol/problem.ts";
import { connectionDoorOf } from "../../src/workspaces/doors.ts";
import { refusalOf } from "../support/server/call.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { connectionOf } from "../support/server/objects.ts";
import {
	ACCESS_TOKEN,
	connectShop,
	HOOK_SECRET,
	type MadeConnection,
	openShop,
	ordersOf,
	sendShopify,
} from "../support/server/shop.ts";

const NEW_TOKEN = "shpat_new_0123456789";
const NEW_HOOK_SECRET = "hush, the next signing secret";

let home: Home;
beforeAll(async () => {
	home = await found("Oak");
});

async function change({ id }: MadeConnection, body: object) {
	const answer = await home.owner.ask("PATCH", `/v1/connections/${id}`, { body });
	if (!answer.ok) throw new Error(await answer.text());
	return connection.parse(await answer.json());
}

/** A customer whom nobody has asked for, looked up as a profile does it: by the door that KV has. */
async function look({ id }: MadeConnection): Promise<Card> {
	const door = await connectionDoorOf(env, home.workspaceId, id);
	if (!door) throw new Error("no door");
	const customerId = newId("customer");
	return connectionOf(home, id).fetchCard({ door, customerId, keys: { email: `${customerId}@example.com` } });
}

describe("a credential that is replaced", () => {
	it("fails no look-up: those under way end with the old one, new ones use the new one", async () => {
		const shop = await connectShop(home);
		const gate = Promise.withResolvers<void>();
		const both = Promise.withResolvers<void>();
		let held = 0;
		const asked = openShop(async ({ headers }) => {
			if (headers.get("x-shopify-access-token") === ACCESS_TOKEN) {
				held += 1;
				if (held === 2) both.resolve();
				await gate.promise;
			}
			return ordersOf();
		});
		const before = [look(shop), look(shop)];
		await both.promise;
		await change(shop, { settings: { accessToken: NEW_TOKEN } });
		const after = await Promise.all([look(shop), look(shop)]);
		gate.resolve();
		const states = [...(await Promise.all(before)), ...after].map(({ state }) => state);
		expect(states).toEqual(["fresh", "fresh", "fresh", "fresh"]);
		expect(asked.map(({ headers }) => headers.get("x-shopify-access-token"))).toEqual([
			ACCESS_TOKEN,
			ACCESS_TOKEN,
			NEW_TOKEN,
			NEW_TOKEN,
		]);
	});

	it("is used by the next look-up, although the breaker had opened on the old one", async () => {
		const shop = await connectShop(home);
		openShop(({ headers }) =>
			headers.get("x-shopify-access-token") === NEW_TOKEN ? ordersOf() : new Response(null, { status: 401 }),
		);
		let last = await look(shop);
		for (let tries = 0; tries < 20 && last.state !== "breaker_open"; tries++) last = await look(shop);
		expect(last.state).toBe("breaker_open");
		await change(shop, { settings: { accessToken: NEW_TOKEN } });
		expect((await look(shop)).state).toBe("fresh");
	});
});

describe("a credential whose address changes", () => {
	const rest = async (url: string) => {
		const settings = { url, auth: "bearer", secret: "rest-key-0123456789" };
		const body = { connector: "mapped-rest", name: "Members", settings };
		return home.owner.post("/v1/connections", body, madeConnection);
	};
	const moved = async (url: string, more: object = {}) => {
		const { id } = await rest("https://script.example/tenants/oak/{email}");
		return home.owner.ask("PATCH", `/v1/connections/${id}`, { body: { settings: { url, ...more } } });
	};

	it.each([
		"https://evil.example/tenants/oak/{email}",
		"https://script.example/tenants/evil/{email}",
		"https://script.example/tenants/oak/{email}?to=evil",
	])("to %s is wanted again, though nobody but an admin may change it", async (url) => {
		const refused = await moved(url);
		expect(problem.parse(await refused.clone().json()).issues).toEqual([
			{ path: "settings.secret", message: expect.stringContaining("again: the address has changed") },
		]);
		expect(await refusalOf(refused)).toBe("422 invalid_request");
		expect((await moved(url, { secret: "rest-key-for-there" })).status).toBe(200);
	});

	it("not at all is kept", async () => {
		expect((await moved("https://script.example/tenants/oak/{email}")).status).toBe(200);
	});
});

describe("a hook secret that is replaced", () => {
	const accepted = async (shop: MadeConnection, secret: string) =>
		(await sendShopify(shop, "shop/update", {}, { secret })).status;
	const live = async ({ id }: MadeConnection) => {
		const door = await connectionDoorOf(env, home.workspaceId, id);
		return door ? openHookSecrets(env, door) : [];
	};

	it("has the old one beside it until an admin drops that, and then the old one is refused at once", async () => {
		const shop = await connectShop(home);
		await change(shop, { hookSecret: NEW_HOOK_SECRET });
		expect([await accepted(shop, HOOK_SECRET), await accepted(shop, NEW_HOOK_SECRET)]).toEqual([202, 202]);
		await change(shop, { newestHookSecretOnly: true });
		expect([await accepted(shop, HOOK_SECRET), await accepted(shop, NEW_HOOK_SECRET)]).toEqual([401, 202]);
		expect(await live(shop)).toEqual([NEW_HOOK_SECRET]);
		expect((await change(shop, { newestHookSecretOnly: true })).hookSecretSet).toBe(true);
	});

	it("because it has leaked goes in one step", async () => {
		const shop = await connectShop(home);
		await change(shop, { hookSecret: NEW_HOOK_SECRET, newestHookSecretOnly: true });
		expect([await accepted(shop, HOOK_SECRET), await accepted(shop, NEW_HOOK_SECRET)]).toEqual([401, 202]);
	});

	it("a third time leaves two", async () => {
		const shop = await connectShop(home);
		await change(shop, { hookSecret: NEW_HOOK_SECRET });
		await change(shop, { hookSecret: "hush, the one after that" });
		expect(await live(shop)).toEqual(["hush, the one after that", NEW_HOOK_SECRET]);
		expect(await accepted(shop, HOOK_SECRET)).toBe(401);
	});
});

describe("a system that gives back what it was sent", () => {
	const echo = (token: string | null) => `your token ${token}`;
	it.each<[what: string, answer: (token: string | null) => Response]>([
		["in a refusal", (token) => Response.json({ errors: echo(token) }, { status: 401 })],
		["in a forbidding", (token) => Response.json({ errors: [{ message: echo(token) }] }, { status: 403 })],
		["in a fault", (token) => new Response(echo(token), { status: 500, headers: { "retry-after": `${token}` } })],
		["in an error of GraphQL", (token) => Response.json({ errors: [{ message: echo(token), path: [token] }] })],
		["in a field of the wrong kind", (token) => Response.json({ data: { customerByIdentifier: token, shop: token } })],
		[
			"in an address to go to",
			(token) => new Response(null, { status: 302, headers: { location: `//${token}.example/` } }),
		],
	])("%s has it told on to nobody: no card, test, health or log", async (_, answer) => {
		const shop = await connectShop(home);
		const log = watchLog();
		openShop(({ headers }) => answer(headers.get("x-shopify-access-token")));
		const shown = [
			await look(shop),
			await home.owner.post(`/v1/connections/${shop.id}/test`, {}, connectionTest),
			await (await home.owner.ask("GET", "/v1/connections")).text(),
			await connectionOf(home, shop.id).health(),
		];
		expect(shown[0]).toMatchObject({ state: expect.stringMatching(/^(failed|drifted)$/) });
		for (const one of [...shown, log.text()]) expect(JSON.stringify(one)).not.toContain(ACCESS_TOKEN);
	});
});

describe("a secret that is refused", () => {
	it("is in no refusal, whatever is wrong with it or beside it", async () => {
		const log = watchLog();
		const secret = "shpat_typed_by_mistake";
		const bodies = [
			{ connector: "shopify", name: "x", settings: { shop: "oak.myshopify.com", accessToken: `${secret} x` } },
			{ connector: "shopify", name: "x", settings: { shop: secret, accessToken: secret } },
			{ connector: secret, name: "x", settings: { accessToken: secret } },
			{ connector: "shopify", name: "x".repeat(100), settings: { accessToken: secret }, hookSecret: "short" },
			{ connector: "shopify", name: "x", settings: { [secret]: secret, accessToken: `${secret}\u0000` } },
		];
		for (const body of bodies) {
			const answer = await home.owner.ask("POST", "/v1/connections", { body });
			expect(await answer.clone().text()).not.toContain(secret);
			expect(await refusalOf(answer)).toBe("422 invalid_request");
		}
		expect(log.text()).not.toContain(secret);
	});

	it("is in no example of the API's description", async () => {
		const described = await (await home.owner.ask("GET", "/v1/openapi.json")).text();
		expect(described).toContain("/v1/shopify/install");
		expect(described).not.toMatch(/shpat_|shpss_|hush|HEDDLE_SECRET|"example/);
	});
});
