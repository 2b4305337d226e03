import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { signState } from "../../src/connections/install-state.ts";
import { openHookSecrets, openSettings } from "../../src/connections/settings.ts";
import { connections } from "../../src/db/schema/connection.ts";
import { audit } from "../../src/db/schema/workspace.ts";
import { configOf } from "../../src/platform/config.ts";
import { newSecret } from "../../src/platform/keys.ts";
import { systemClock } from "../../src/platform/world.ts";
import { connector } from "../../src/protocol/connections.ts";
import { problem } from "../../src/protocol/problem.ts";
import { ORIGIN, refusalOf } from "../support/server/call.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import {
	back,
	begin,
	CLIENT_SECRET,
	deployment,
	granting,
	INSTALL,
	install,
	shopify,
	subscription,
	TOKEN,
	visit,
} from "../support/server/installation.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { answerOutside } from "../support/server/outside.ts";
import type { Person } from "../support/server/person.ts";
import { ACCESS_TOKEN, connectShop, sendShopify } from "../support/server/shop.ts";

let home: Home;
let other: Home;
let admin: Person;
let bob: Person;
beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	[admin, bob] = [await invite(home, "Ada", "admin"), await invite(home, "Bob", "agent")];
});

const subscriptionAsked = z.object({ variables: z.object({ topic: z.string(), url: z.string() }) });

const shopsOf = async ({ db }: Home, shop: string) =>
	(await db.query((query) => query.select().from(connections))).filter(({ settings }) => settings.shop === shop);
const auditOf = ({ db }: Home) => db.query((query) => query.select().from(audit));

describe("an installation", () => {
	it("leads over the shop's own page to a connection that its webhooks reach, and shows no secret on the way", async () => {
		const asked = shopify();
		const log = watchLog();
		const begun = await visit(home.owner, `${INSTALL}?shop=oak.myshopify.com`);
		const page = new URL(begun.headers.get("location") ?? "");
		expect(page.origin + page.pathname).toBe("https://oak.myshopify.com/admin/oauth/authorize");
		expect(page.searchParams.get("redirect_uri")).toBe(`${ORIGIN}/v1/shopify/callback`);

		const state = page.searchParams.get("state") ?? "";
		const ended = await visit(home.owner, back({ shop: "oak.myshopify.com", state }));
		const [made] = await shopsOf(home, "oak.myshopify.com");
		if (!made) throw new Error(await ended.text());
		expect([ended.status, ended.headers.get("location")]).toEqual([
			302,
			`/console/settings/connections?installed=${made.id}`,
		]);
		expect(ended.headers.get("cache-control")).toBe("no-store");
		expect(asked.map(({ url, method, body }) => [method, url.href, JSON.parse(body)])).toEqual([
			[
				"POST",
				"https://oak.myshopify.com/admin/oauth/access_token",
				{ client_id: "client-of-tests", client_secret: CLIENT_SECRET, code: "0907a61c0c8d55e9" },
			],
		]);
		expect(await openSettings(env, made)).toEqual({ shop: "oak.myshopify.com", accessToken: TOKEN });
		const mine = (await auditOf(home)).filter(({ target }) => target === made.id || target === "oak.myshopify.com");
		expect(mine.map(({ action, userId }) => [action, userId]).toSorted()).toEqual([
			["connection.hooks_subscribed", home.ownerId],
			["connection.install_returned", home.ownerId],
			["connection.made", home.ownerId],
		]);
		const hookUrl = `${ORIGIN}/v1/hooks/${home.workspaceId}/${made.id}`;
		expect((await sendShopify({ hookUrl }, "shop/update", {}, { secret: CLIENT_SECRET })).status).toBe(202);
		for (const shown of [page.href, JSON.stringify(mine), log.text(), JSON.stringify(made)])
			expect(shown).not.toMatch(new RegExp(`${TOKEN}|${CLIENT_SECRET}`));
		expect(log.text()).not.toContain(state);
	});

	it("of a shop that is connected already replaces its token, also one that was pasted, and makes no second one", async () => {
		const pasted = await connectShop(home, { settings: { shop: "ash.myshopify.com", accessToken: ACCESS_TOKEN } });
		for (const token of ["shpat_1", "shpat_2"]) {
			shopify(() => granting({ access_token: token }));
			expect((await install(admin, "ash.myshopify.com")).headers.get("location")).toContain(pasted.id);
			const [row, ...more] = await shopsOf(home, "ash.myshopify.com");
			if (!row) throw new Error("no connection");
			expect(more).toEqual([]);
			expect(await openSettings(env, row)).toMatchObject({ accessToken: token });
			expect(await openHookSecrets(env, row)).toEqual([CLIENT_SECRET, "hush, a signing secret"]);
		}
	});

	it("subscribes to the shop's webhooks, and is good without those that the shop does not allow", async () => {
		const urls = new Set<string>();
		shopify(
			() => granting(),
			({ body, headers }) => {
				const { variables } = subscriptionAsked.parse(JSON.parse(body));
				expect(headers.get("x-shopify-access-token")).toBe(TOKEN);
				urls.add(variables.url);
				if (variables.topic === "ORDERS_CREATE") return subscription("Address for this topic has already been taken");
				if (variables.topic.startsWith("DISPUTES_")) return subscription("You do not have permission");
				if (variables.topic === "RETURNS_REQUEST") return Response.json({ errors: [{ message: "no such topic" }] });
				if (variables.topic === "ORDERS_PAID") throw new TypeError("connection reset");
				return subscription();
			},
		);
		expect((await install(home.owner, "gum.myshopify.com")).status).toBe(302);
		const [made] = await shopsOf(home, "gum.myshopify.com");
		expect([...urls]).toEqual([`${ORIGIN}/v1/hooks/${home.workspaceId}/${made?.id}`]);
		const row = (await auditOf(home)).find(
			({ action, target }) => action === "connection.hooks_subscribed" && target === made?.id,
		);
		expect(row?.details.subscribed?.split(" ")).toContain("orders/create");
		expect(row?.details.refused?.split(" ").toSorted()).toEqual([
			"disputes/create",
			"disputes/update",
			"orders/paid",
			"returns/request",
		]);
	});

	it("of one shop twice at once makes one connection", async () => {
		shopify();
		const both = await Promise.all([install(home.owner, "fir.myshopify.com"), install(admin, "fir.myshopify.com")]);
		expect(both.map(({ status }) => status)).toEqual([302, 302]);
		expect(await shopsOf(home, "fir.myshopify.com")).toHaveLength(1);
	});

	it("without a scope that is needed names it, and changes nothing", async () => {
		const pasted = await connectShop(home, { settings: { shop: "bay.myshopify.com", accessToken: ACCESS_TOKEN } });
		shopify(() => granting({ scope: "read_orders" }));
		const refused = await install(home.owner, "bay.myshopify.com");
		expect(problem.parse(await refused.json()).issues).toEqual([
			{ path: "scope", message: expect.stringContaining("did not grant read_customers.") },
		]);
		const [row] = await shopsOf(home, "bay.myshopify.com");
		expect(row?.id).toBe(pasted.id);
		expect(row && (await openSettings(env, row))).toMatchObject({ accessToken: ACCESS_TOKEN });
	});

	it("is offered where the deployment has an app; elsewhere it is said that a token can be pasted", async () => {
		const offered = async (where: typeof env) => {
			const answer = await visit(home.owner, "/v1/connectors", { ...deployment, ...where });
			const { data } = z.object({ data: z.array(connector) }).parse(await answer.json());
			return data.filter(({ install }) => install !== null).map(({ name, install }) => `${name} ${install}`);
		};
		expect(await offered(deployment)).toEqual([`shopify ${INSTALL}`]);
		const without = { ...deployment, SHOPIFY_CLIENT_ID: "", SHOPIFY_CLIENT_SECRET: "" };
		expect(await offered(without)).toEqual([]);
		const said = await visit(home.owner, `${INSTALL}?shop=oak.myshopify.com`, without);
		expect(problem.parse(await said.clone().json()).title).toContain("Paste an access token");
		expect(await refusalOf(said)).toBe("409 no_shopify_app");
		const returned = await visit(home.owner, back({ shop: "oak.myshopify.com", state: "e30" }), without);
		expect(await refusalOf(returned)).toBe("409 no_shopify_app");
	});
});

describe("an attack on an installation", () => {
	const shop = "yew.myshopify.com";
	const refused = async (answer: Promise<Response>) => {
		const [workspaces, asked] = [[home, other], shopify()];
		const outcome = await refusalOf(await answer);
		expect(asked).toEqual([]);
		for (const one of workspaces) expect(await shopsOf(one, shop)).toEqual([]);
		return outcome;
	};
	const stateOf = (change: object = {}, clock = systemClock, config = configOf(deployment)) =>
		signState(config, { workspaceId: home.workspaceId, userId: home.ownerId, shop, ...change }, clock);

	it.each([
		"evil.com",
		"yew.myshopify.com.evil.com",
		"yew.myshopify.com/path",
		"yew.myshopify.com@evil.com",
		"evil.com#.myshopify.com",
		"https://yew.myshopify.com",
		"yew.myshopify.com:444",
	])("by a shop called %s goes nowhere, out or back", async (name) => {
		expect(await refused(visit(home.owner, `${INSTALL}?shop=${encodeURIComponent(name)}`))).toBe("422 invalid_request");
		const returned = back({ shop: name, state: await stateOf({ shop: name }) });
		expect(await refused(visit(home.owner, returned))).toBe("422 invalid_request");
	});

	it("by two shops in one query goes nowhere", async () => {
		const path = `${back({ shop, state: await stateOf() })}&shop=evil.myshopify.com`;
		expect(await refused(visit(home.owner, path))).toMatch(/^(403 install_refused|422 invalid_request)$/);
	});

	it("by somebody who is not signed in, or no admin, ends at the door", async () => {
		const returned = back({ shop, state: await stateOf() });
		for (const path of [`${INSTALL}?shop=${shop}`, returned]) {
			expect(await refused(visit(undefined, path))).toBe("401 unauthenticated");
			expect(await refused(visit(bob, path))).toBe("403 forbidden");
		}
	});

	it("with somebody else's state is refused: another workspace's, another admin's", async () => {
		const returned = back({ shop, state: await stateOf() });
		expect(await refused(visit(other.owner, returned))).toBe("403 forbidden");
		expect(await refused(visit(admin, returned))).toBe("403 install_refused");
		const mixed = back({ shop, state: await stateOf({ workspaceId: other.workspaceId }) });
		expect(await refused(visit(home.owner, mixed))).toBe("403 forbidden");
		expect(await refused(visit(other.owner, mixed))).toBe("403 install_refused");
	});

	it("cannot name a workspace that one does not belong to", async () => {
		const path = `${INSTALL}?shop=${shop}&workspace=${home.workspaceId}`;
		expect(await refused(visit(other.owner, path))).toBe("403 forbidden");
	});

	it("with a state for another shop is refused", async () => {
		const state = await stateOf({ shop: "elm.myshopify.com" });
		expect(await refused(visit(home.owner, back({ shop, state })))).toBe("403 install_refused");
	});

	it("with a state that is expired, forged, unsigned or something else's is refused", async () => {
		const past = { now: () => systemClock.now() - 10 * 60_000 - 1_000 };
		const foreign = configOf({ ...deployment, HEDDLE_SECRET: newSecret() });
		const [, claims = ""] = (await stateOf()).split(".");
		const none = `${btoa('{"alg":"none"}').replaceAll("=", "")}.${claims}.`;
		const states = {
			expired: await stateOf({}, past),
			forged: await stateOf({}, systemClock, foreign),
			unsigned: none,
			ticket: await home.owner.ticket(),
			nothing: "",
		};
		for (const [what, state] of Object.entries(states))
			expect(await refused(visit(home.owner, back({ shop, state }))), what).toBe("403 install_refused");
	});

	it("with a signature that is not Shopify's is refused, whoever is signed in", async () => {
		const state = await stateOf();
		const good = back({ shop, state });
		const forged = [
			back({ shop, state, secret: "shpss_of_somebody_else" }),
			good.replace(/hmac=.*/, `hmac=${"0".repeat(64)}`),
			good.replace("code=0907", "code=0908"),
			`${good}&more=1`,
		];
		for (const path of forged) expect(await refused(visit(home.owner, path)), path).toBe("403 install_refused");
	});

	it.each(["a&client_secret=x", "a b", "a\r\nx: y", "../../evil", "", "x".repeat(300)])(
		"with the code %j is refused before anything goes out",
		async (code) => {
			const path = back({ shop, state: await stateOf(), code });
			expect(await refused(visit(home.owner, path))).toBe("422 invalid_request");
		},
	);

	it("does not lead off to another site, whatever the query asks for", async () => {
		const asked = shopify();
		const evil = "https%3A%2F%2Fevil.example%2F";
		const begun = await visit(home.owner, `${INSTALL}?shop=elm.myshopify.com&redirect_uri=${evil}&return_to=${evil}`);
		const page = new URL(begun.headers.get("location") ?? "");
		expect(page.href).not.toContain("evil");
		const state = page.searchParams.get("state") ?? "";
		const more = { host: btoa("evil.example/"), return_to: "https://evil.example", redirect_uri: "//evil.example" };
		const ended = await visit(home.owner, back({ shop: "elm.myshopify.com", state, more }));
		expect(ended.headers.get("location")).toMatch(/^\/console\/settings\/connections\?installed=cnn_\w+$/);
		expect(asked.map(({ url }) => url.host)).toEqual(["elm.myshopify.com"]);
	});

	it("by a shop that redirects the exchange gets no secret at the other place", async () => {
		const asked = answerOutside(
			() => new Response(null, { status: 307, headers: { location: "https://evil.example/" } }),
		);
		const answer = await visit(home.owner, back({ shop, state: await stateOf() }));
		expect(problem.parse(await answer.json()).issues?.[0]?.path).toBe("code");
		expect(asked.map(({ url }) => url.host)).toEqual([shop]);
		expect(await shopsOf(home, shop)).toEqual([]);
	});

	it("by a state that was used is refused, also where the use failed, and once of twice at the same time", async () => {
		const used = back({ shop: "elm.myshopify.com", state: await begin(home.owner, "elm.myshopify.com") });
		shopify();
		expect((await visit(home.owner, used)).status).toBe(302);
		const failed = back({ shop, state: await stateOf() });
		shopify(() => Response.json({ error: "invalid_request" }, { status: 400 }));
		expect(await refusalOf(await visit(home.owner, failed))).toBe("422 invalid_request");
		for (const path of [used, failed]) expect(await refused(visit(home.owner, path))).toBe("403 install_refused");

		const asked = shopify();
		const state = await begin(home.owner, "elm.myshopify.com");
		const twice = [1, 2].map(() => visit(home.owner, back({ shop: "elm.myshopify.com", state })));
		expect((await Promise.all(twice)).map(({ status }) => status).toSorted()).toEqual([302, 403]);
		expect(asked).toHaveLength(1);
	});
});
