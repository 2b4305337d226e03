import { createHmac } from "node:crypto";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import "@shopify/shopify-api/adapters/node";
import { describe, expect, it } from "vitest";
import { type SystemRequest, SystemUnreachable } from "../../src/connectors/connector.ts";
import { grantFor, grantPage, isSigned } from "../../src/connectors/shopify/install.ts";
import { shopName } from "../../src/connectors/shopify/settings.ts";

const app = { clientId: "client-of-tests", clientSecret: "shpss_of_tests_0123456789" };
/** Shopify's own library, as the referee. */
const vendor = shopifyApi({
	apiKey: app.clientId,
	apiSecretKey: app.clientSecret,
	apiVersion: ApiVersion.October26,
	hostName: "heddle.example",
	isEmbeddedApp: false,
	logger: { level: LogSeverity.Error },
});

const nowS = () => Math.floor(Date.now() / 1000);
const base = () => ({
	code: "0907a61c0c8d55e99db179b68161bc00",
	host: "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvb2Fr",
	shop: "oak.myshopify.com",
	state: "eyJhbGciOiJIUzI1NiJ9.e30.x-_x",
	timestamp: String(nowS()),
});

/** As the documentation describes it: the other parameters, sorted, joined, HMAC-SHA256 in hexadecimal. */
function signed(parameters: Record<string, string>, secret = app.clientSecret): URLSearchParams {
	const text = Object.entries(parameters)
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
		.join("&");
	return new URLSearchParams({ ...parameters, hmac: createHmac("sha256", secret).update(text).digest("hex") });
}

/** What Shopify's library says; it throws where the time does not fit. */
const vendorSays = (query: URLSearchParams) =>
	vendor.utils.validateHmac(new URLSearchParams(query)).then(
		(fits) => fits,
		() => false,
	);
const weSay = (query: URLSearchParams) => isSigned(query, app, Date.now());
const changed = (name: string, value: string) => {
	const query = signed(base());
	query.set(name, value);
	return query;
};

describe("a query that comes back from Shopify", () => {
	it.each<[what: string, query: () => URLSearchParams]>([
		["as it is", () => signed(base())],
		["with more parameters than are known", () => signed({ ...base(), locale: "de", session: "1" })],
		["with characters that are encoded", () => signed({ ...base(), host: "a b+c/d==", name: "Öl & Co?#%" })],
		["after a minute", () => signed({ ...base(), timestamp: String(nowS() - 60) })],
	])("%s is believed, by Shopify's library too", async (_, query) => {
		expect([await weSay(query()), await vendorSays(query())]).toEqual([true, true]);
	});

	it.each<[what: string, query: () => URLSearchParams]>([
		["with another shop", () => changed("shop", "evil.myshopify.com")],
		["with another code", () => changed("code", "11")],
		["with another state", () => changed("state", "e30")],
		["with one more parameter", () => changed("extra", "1")],
		[
			"without one",
			() => {
				const query = signed(base());
				query.delete("host");
				return query;
			},
		],
		["signed with another secret", () => signed(base(), "shpss_of_somebody_else")],
		["without a signature", () => new URLSearchParams(base())],
		["with an empty one", () => changed("hmac", "")],
		["with one of zeros", () => changed("hmac", "0".repeat(64))],
		["with one that is cut short", () => changed("hmac", (signed(base()).get("hmac") ?? "").slice(0, 62))],
		["of two minutes ago", () => signed({ ...base(), timestamp: String(nowS() - 120) })],
		["of the future", () => signed({ ...base(), timestamp: String(nowS() + 120) })],
		["at no time", () => signed({ ...base(), timestamp: "now" })],
	])("%s is not, by Shopify's library neither", async (_, query) => {
		expect([await weSay(query()), await vendorSays(query())]).toEqual([false, false]);
	});

	it("with a parameter twice is not: its readers would differ on which one counts", async () => {
		for (const name of ["shop", "code", "state", "hmac", "timestamp"]) {
			const query = signed(base());
			query.append(name, "evil.myshopify.com");
			expect(await weSay(query), name).toBe(false);
		}
	});
});

describe("a shop's name", () => {
	it.each(["oak.myshopify.com", "a.myshopify.com", "oak-and-ash-2.myshopify.com", `${"a".repeat(63)}.myshopify.com`])(
		"%s is one",
		(name) => expect(shopName.safeParse(name).success).toBe(true),
	);

	it.each([
		"evil.com",
		"myshopify.com",
		".myshopify.com",
		"-oak.myshopify.com",
		"oak.myshopify.com.evil.com",
		"oak.myshopify.com/path",
		"oak.myshopify.com?x",
		"oak.myshopify.com#x",
		"oak.myshopify.com:443",
		"oak.myshopify.com@evil.com",
		"evil.com@oak.myshopify.com",
		"evil.com/oak.myshopify.com",
		"evil.com#.myshopify.com",
		"evil.com\\.myshopify.com",
		"a.b.myshopify.com",
		"https://oak.myshopify.com",
		"oak.myshopify.com\n",
		" oak.myshopify.com",
		"oak.myshopify.com.",
		"OAK.myshopify.com",
		"oаk.myshopify.com",
		"oak.myshopify.com%00",
		"oak_1.myshopify.com",
		`${"a".repeat(64)}.myshopify.com`,
		"oakXmyshopify.com",
	])("%j is none", (name) => expect(shopName.safeParse(name).success).toBe(false));
});

describe("an installation", () => {
	const at = { origin: "https://oak.myshopify.com", shop: "oak.myshopify.com" };
	const redirectUri = "https://heddle.example/v1/shopify/callback";
	const answering = (status: number, json: unknown) => {
		const asked: SystemRequest[] = [];
		const grant = grantFor(app, "0907a61c", async (request) => {
			asked.push(request);
			return { status, headers: new Headers(), json };
		});
		return { grant, asked };
	};

	it("begins on the shop's own page, and asks for what Heddle reads and no more", () => {
		const page = new URL(grantPage(app, { ...at, redirectUri, state: "s&t=a" }));
		expect(page.origin + page.pathname).toBe("https://oak.myshopify.com/admin/oauth/authorize");
		expect(Object.fromEntries(page.searchParams)).toEqual({
			client_id: "client-of-tests",
			scope: "read_customers,read_orders,read_fulfillments,read_returns",
			redirect_uri: redirectUri,
			state: "s&t=a",
		});
		expect(page.href).not.toContain(app.clientSecret);
	});

	it("ends with a lasting token", async () => {
		const { grant, asked } = answering(200, { access_token: "shpat_1", scope: "read_orders,write_customers" });
		expect(await grant).toEqual({ ok: true, accessToken: "shpat_1" });
		expect(asked).toEqual([
			{
				method: "POST",
				path: "/admin/oauth/access_token",
				json: { client_id: app.clientId, client_secret: app.clientSecret, code: "0907a61c" },
			},
		]);
	});

	it.each<[what: string, status: number, json: unknown, reason: RegExp]>([
		["a used code", 400, { error: "invalid_request" }, /did not take the code .*\(400\)/],
		["a page in place of JSON", 200, undefined, /no access token/],
		["a token that is no header", 200, { access_token: "a b\r\nx: y", scope: "" }, /no access token/],
		[
			"a scope that was not granted",
			200,
			{ access_token: "t", scope: "read_customers" },
			/did not grant read_orders\./,
		],
		["none that was granted", 200, { access_token: "t", scope: "" }, /read_customers and read_orders/],
		[
			"a token that expires",
			200,
			{ access_token: "t", scope: "read_customers,read_orders", expires_in: 3600, refresh_token: "r" },
			/expire within the hour/,
		],
	])("does not end well with %s, and says so without a secret", async (_, status, json, reason) => {
		const outcome = await answering(status, json).grant;
		expect(outcome).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
		expect(JSON.stringify(outcome)).not.toContain(app.clientSecret);
	});

	it("of a shop that cannot be reached says that it is so", async () => {
		const away = grantFor(app, "1", () => Promise.reject(new SystemUnreachable("no answer within 5 s", true)));
		await expect(away).rejects.toThrow(SystemUnreachable);
	});
});
