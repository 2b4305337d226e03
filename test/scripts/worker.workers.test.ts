// The Worker as the tests get it: in workerd, on a migrated database, with wrangler.toml's bindings.

import { env, exports } from "cloudflare:workers";
import { neon, neonConfig } from "@neondatabase/serverless";
import { expect, test } from "vitest";

neonConfig.fetchEndpoint = (host, port) => `http://${host}:${port}/sql`;

const { DATABASE_URL, AUTH_DATABASE_URL } = env as WorkerBindings;

test("the application's role reaches its tables, and sees nothing without a workspace", async () => {
	const sql = neon(DATABASE_URL);
	expect(await sql`select current_user as name`).toEqual([{ name: "heddle_app" }]);
	expect(await sql`select id from workspaces`).toEqual([]);
});

test("the sign-in's role reaches its schema, and no business data", async () => {
	const sql = neon(AUTH_DATABASE_URL);
	expect(await sql`select id from auth.user`).toBeInstanceOf(Array);
	await expect(sql`select id from workspaces`).rejects.toMatchObject({ code: "42501" });
});

test("a route that does not exist is refused with a problem document", async () => {
	const response = await exports.default.fetch("https://heddle.example/v1/no-such-route");
	expect(response.status).toBe(404);
	expect(response.headers.get("content-type")).toContain("application/problem+json");
	expect(await response.json()).toMatchObject({ status: 404, code: expect.any(String) });
});

test("the loader is served to any shop's page", async () => {
	const response = await exports.default.fetch("https://heddle.example/widget/heddle.js");
	expect(response.status).toBe(200);
	expect(response.headers.get("content-type")).toContain("javascript");
	expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
});
