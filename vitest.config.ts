import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const BROWSER = "test/browser/**/*.browser.test.ts";
const WORKERS = "test/**/*.workers.test.ts";

/** A check that starts a whole Heddle or a fresh database: 5 s on two idle cores, several times that on busy ones. */
const START_TIMEOUT_MS = 90_000;

/**
 * Packages of the Worker, each with all its entries that we import, bundled once: every test file loads the whole Worker,
 * and file by file that takes 8 s.
 */
const BUNDLED = [
	"@hono/zod-openapi",
	"@neondatabase/serverless",
	"better-auth",
	"better-auth/adapters/drizzle",
	"better-auth/api",
	"better-auth/plugins",
	"better-auth/plugins/organization/access",
	"drizzle-orm",
	"drizzle-orm/neon-http",
	"drizzle-orm/pg-core",
	"hono",
	"hono/body-limit",
	"hono/factory",
	"hono/http-exception",
	"hono/route",
	"hono/router/reg-exp-router",
	"jose",
	"zod",
];

export default defineConfig({
	test: {
		restoreMocks: true,
		unstubGlobals: true,
		projects: [
			{
				extends: true,
				test: {
					name: "node",
					include: ["test/**/*.test.ts"],
					exclude: [WORKERS, BROWSER],
					setupFiles: ["test/support/quiet.ts"],
					hookTimeout: START_TIMEOUT_MS,
					testTimeout: 30_000,
				},
			},
			{
				extends: true,
				plugins: [
					cloudflareTest(({ inject }) => ({
						main: "./src/worker.ts",
						wrangler: { configPath: "./wrangler.toml" },
						miniflare: {
							bindings: {
								ENVIRONMENT: "local",
								DATABASE_URL: inject("databaseUrl"),
								AUTH_DATABASE_URL: inject("authDatabaseUrl"),
								HEDDLE_SECRET: inject("heddleSecret"),
								LOOPBACK_ORIGINS: inject("databaseOrigin"),
							},
						},
					})),
				],
				test: {
					name: "workers",
					include: [WORKERS],
					// Files share one Worker, which a third of the time would go into loading: each founds workspaces of its own.
					isolate: false,
					deps: {
						optimizer: {
							ssr: {
								enabled: true,
								include: BUNDLED,
								rolldownOptions: { external: [/^node:/, /^cloudflare:/] },
							},
						},
					},
					globalSetup: ["test/support/worker-globals.ts"],
					setupFiles: ["test/support/quiet.ts"],
					hookTimeout: START_TIMEOUT_MS,
					// The first request of each file loads the whole Worker, module by module: 15 s on busy cores.
					testTimeout: 60_000,
				},
			},
			{
				extends: true,
				test: {
					name: "browser",
					include: [BROWSER],
					setupFiles: ["test/support/quiet.ts"],
					// Each starts a whole Heddle with a browser: two at once would time each other out on two cores.
					fileParallelism: false,
					hookTimeout: START_TIMEOUT_MS,
					testTimeout: 120_000,
				},
			},
		],
	},
});
