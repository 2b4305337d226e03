// A Medusa 2 server from npm: installed once below .heddle, started on loopback with a PostgreSQL and a project of its own.
import { existsSync, readFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { postgresBinaries, startPostgres } from "../local-postgres.ts";
import { freePort } from "../ports.ts";
import { projectRoot } from "../project.ts";
import type { Stage } from "./stage.ts";

const VERSION = "2.21.0";
const INSTALLED = join(projectRoot, ".heddle", "real", `medusa-${VERSION}`);
export const OWNER = { email: "owner@oak.example", password: "a long password of nobody's" };

const DEPENDENCIES = Object.fromEntries(["medusa", "framework", "cli"].map((name) => [`@medusajs/${name}`, VERSION]));
/** Medusa takes for a project what names it among its dependencies. */
const PACKAGE = JSON.stringify({ name: "oak", private: true, dependencies: DEPENDENCIES });

// The Admin is a website that nobody looks at here.
const CONFIG = `const { defineConfig } = require("@medusajs/framework/utils");
const cors = "http://127.0.0.1";
module.exports = defineConfig({
	admin: { disable: true },
	projectConfig: {
		databaseUrl: process.env.DATABASE_URL,
		http: { jwtSecret: "for a test", cookieSecret: "for a test", storeCors: cors, adminCors: cors, authCors: cors },
	},
});
`;

/** Starts the server with the subscriber of the connector's guide in it; `use` is given its origin. */
export async function withMedusa(
	stage: Stage,
	hook: { url: string; secret: string },
	report: (line: string) => void,
	use: (origin: string) => Promise<void>,
): Promise<void> {
	const binaries = postgresBinaries();
	if (!binaries) throw new Error("Medusa keeps its data in PostgreSQL, and this machine has none: install it.");
	await install(stage, report);
	await makeProject(stage.folder);
	const postgres = await startPostgres(binaries);
	try {
		const port = await freePort(0);
		const env = {
			// Medusa makes its tables in the database of this name, which every fresh server has.
			DATABASE_URL: postgres.url,
			HEDDLE_HOOK_URL: hook.url,
			HEDDLE_HOOK_SECRET: hook.secret,
			MEDUSA_DISABLE_TELEMETRY: "true",
			NODE_ENV: "production",
		};
		const medusa = (...args: string[]) => ({
			command: process.execPath,
			args: [join("node_modules", "@medusajs", "cli", "cli.js"), ...args],
			env,
		});
		await stage.run(medusa("db:migrate", "--skip-scripts"));
		await stage.run(medusa("user", "-e", OWNER.email, "-p", OWNER.password));
		report(`Medusa ${VERSION} has its tables`);
		const origin = `http://127.0.0.1:${port}`;
		await stage.serve(
			medusa("start", "--host", "127.0.0.1", "--port", String(port)),
			async () => (await fetch(`${origin}/health`)).ok,
		);
		report("Medusa runs");
		await use(origin);
	} finally {
		await postgres.stop();
	}
}

/** From the registry that npm is set to. About 700 MB, which stay for the next time. */
async function install(stage: Stage, report: (line: string) => void): Promise<void> {
	if (existsSync(join(INSTALLED, "installed"))) return;
	report("installing Medusa from npm: this takes some minutes the first time");
	await mkdir(INSTALLED, { recursive: true });
	await writeFile(join(INSTALLED, "package.json"), PACKAGE);
	const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
	await stage.run({ command: "npm", args: ["install", "--prefix", INSTALLED, ...quiet] });
	await writeFile(join(INSTALLED, "installed"), "");
}

async function makeProject(folder: string): Promise<void> {
	await symlink(join(INSTALLED, "node_modules"), join(folder, "node_modules"));
	await writeFile(join(folder, "package.json"), PACKAGE);
	await writeFile(join(folder, "medusa-config.js"), CONFIG);
	await mkdir(join(folder, "src", "subscribers"), { recursive: true });
	const guide = readFileSync(join(projectRoot, "src", "connectors", "medusa", "README.md"), "utf8");
	const code = /```ts\n([\s\S]*?)```/.exec(guide)?.[1];
	if (!code) throw new Error("the guide of the Medusa connector has no subscriber in it");
	await writeFile(join(folder, "src", "subscribers", "heddle.js"), stripTypeScriptTypes(code));
}
