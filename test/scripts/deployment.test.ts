import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { localSettings, readDeployment, secretsFrom, weighBundle, workerSecrets } from "../../scripts/deployment.ts";
import { projectRoot } from "../../scripts/project.ts";

test("a list of loopback origins, or the local environment, is refused wherever it is set", () => {
	const local = { ENVIRONMENT: "local", LOOPBACK_ORIGINS: "http://127.0.0.1:8788" };
	expect(localSettings(local, {})).toHaveLength(2);
	expect(localSettings({ ENVIRONMENT: "production" }, local)).toHaveLength(2);
	expect(localSettings({ ENVIRONMENT: "production" }, { PATH: "/usr/bin" })).toEqual([]);
});

test("wrangler.toml is fit to deploy, and names every queue that has to be made", () => {
	const { queues, vars } = readDeployment(join(projectRoot, "wrangler.toml"));
	expect(localSettings(vars, {})).toEqual([]);
	expect(queues.toSorted()).toEqual(["heddle-dead", "heddle-events", "heddle-history"]);
});

test("secrets that are missing, of another database or too short are refused with what to do", () => {
	const good = {
		DATABASE_URL: "postgres://owner:pw@ep-cool-1.eu-central-1.aws.neon.tech/heddle",
		HEDDLE_SECRET: randomBytes(32).toString("base64"),
	};
	expect(secretsFrom(good)).toEqual({ databaseUrl: good.DATABASE_URL, secret: good.HEDDLE_SECRET });
	expect(() => secretsFrom({ ...good, DATABASE_URL: undefined })).toThrow("Neon database");
	expect(() => secretsFrom({ ...good, DATABASE_URL: "postgres://a:b@db.example.com/x" })).toThrow("Neon database");
	expect(() => secretsFrom({ ...good, HEDDLE_SECRET: undefined })).toThrow("openssl rand");
	expect(() => secretsFrom({ ...good, HEDDLE_SECRET: "c2hvcnQ=" })).toThrow("openssl rand");
	for (const previous of ["c2hvcnQ=", good.HEDDLE_SECRET])
		expect(() => secretsFrom({ ...good, HEDDLE_SECRET_PREVIOUS: previous })).toThrow("HEDDLE_SECRET_PREVIOUS");
	expect(() => secretsFrom({ ...good, SHOPIFY_CLIENT_ID: "abc" })).toThrow("belong together");
});

test("a version gets the secret that is being replaced only while it is named", () => {
	const secrets = { databaseUrl: "postgres://x", secret: "new" };
	const url = (role: string) => `postgres://${role}`;
	expect(workerSecrets(secrets, url)).toEqual({
		DATABASE_URL: "postgres://heddle_app",
		AUTH_DATABASE_URL: "postgres://heddle_auth",
		HEDDLE_SECRET: "new",
	});
	const shopify = { clientId: "id", clientSecret: "shpss" };
	expect(workerSecrets({ ...secrets, previousSecret: "old", shopify }, url)).toMatchObject({
		HEDDLE_SECRET_PREVIOUS: "old",
		SHOPIFY_CLIENT_ID: "id",
		SHOPIFY_CLIENT_SECRET: "shpss",
	});
});

test("a bundle over Cloudflare's limit is refused", () => {
	expect(weighBundle(Buffer.from("export default {}"))).toBeGreaterThan(0);
	expect(() => weighBundle(randomBytes(4 * 1024 * 1024))).toThrow("over the limit");
});
