import { describe, expect, it } from "vitest";
import { configOf } from "../../src/platform/config.ts";
import { newSecret } from "../../src/platform/keys.ts";

const good = {
	ENVIRONMENT: "production",
	SIGN_UP: "open",
	DATABASE_URL: "postgres://heddle_app:hush@db.example/heddle",
	AUTH_DATABASE_URL: "postgres://heddle_auth:hush@db.example/heddle",
	HEDDLE_SECRET: newSecret(),
};
const local = { ...good, ENVIRONMENT: "local", LOOPBACK_ORIGINS: "http://127.0.0.1:8801,http://127.0.0.1:8802" };

describe("settings", () => {
	it("do without what is optional, and an empty one is none", () => {
		const empty = { HEDDLE_SECRET_PREVIOUS: "", SHOPIFY_CLIENT_ID: "", SHOPIFY_CLIENT_SECRET: "", SHOPIFY_ORIGIN: "" };
		for (const given of [good, { ...good, ...empty }]) {
			const config = configOf(given);
			expect([config.HEDDLE_SECRET_PREVIOUS, config.SHOPIFY_CLIENT_ID, config.SHOPIFY_ORIGIN]).toEqual([
				undefined,
				undefined,
				undefined,
			]);
		}
	});

	it("take a secret that is being replaced, a Shopify app, and locally the sandbox's Shopify", () => {
		const previous = newSecret();
		expect(configOf({ ...good, HEDDLE_SECRET_PREVIOUS: previous }).HEDDLE_SECRET_PREVIOUS).toBe(previous);
		const app = { SHOPIFY_CLIENT_ID: "id", SHOPIFY_CLIENT_SECRET: "shpss_0123" };
		expect(configOf({ ...local, ...app, SHOPIFY_ORIGIN: "http://127.0.0.1:8801" })).toMatchObject(app);
	});

	it.each<[what: string, change: object, said: string]>([
		["a previous secret that is the same", { HEDDLE_SECRET_PREVIOUS: good.HEDDLE_SECRET }, "HEDDLE_SECRET_PREVIOUS is"],
		["a short one", { HEDDLE_SECRET_PREVIOUS: "aHVzaA==" }, "HEDDLE_SECRET_PREVIOUS: expected 32 bytes"],
		["one that is no base64", { HEDDLE_SECRET_PREVIOUS: "hush, no base64" }, "HEDDLE_SECRET_PREVIOUS:"],
		["a secret that is no base64", { HEDDLE_SECRET: "hush, no base64" }, "HEDDLE_SECRET:"],
		["half a Shopify app", { SHOPIFY_CLIENT_ID: "hush-id" }, "belong together"],
		["the other half", { SHOPIFY_CLIENT_SECRET: "hush-shpss" }, "belong together"],
		["a Shopify at another address", { SHOPIFY_ORIGIN: "http://127.0.0.1:8801" }, "SHOPIFY_ORIGIN is for the local"],
		["a Shopify on the internet", { SHOPIFY_ORIGIN: "https://evil.example" }, "SHOPIFY_ORIGIN: expected"],
	])("refuse %s by name, and never tell a value", (_, change, said) => {
		const ask = () => configOf({ ...good, ...change });
		expect(ask).toThrow(said);
		expect(ask).not.toThrow(/hush/);
	});

	it("refuse a Shopify that is not among the loopback origins, locally too", () => {
		expect(() => configOf({ ...local, SHOPIFY_ORIGIN: "http://127.0.0.1:9999" })).toThrow("one of LOOPBACK_ORIGINS");
	});
});
