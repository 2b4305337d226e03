// `npm run deploy`: migrates the Neon database in DATABASE_URL and deploys to the Cloudflare account that wrangler is
// signed in to. With --dry-run: everything that can be checked without either.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describeWeight, overBudget, weighScreens } from "./budgets.ts";
import { buildScreens } from "./build.ts";
import { openDatabase } from "./database.ts";
import { localSettings, readDeployment, type Secrets, secretsFrom, weighBundle, workerSecrets } from "./deployment.ts";
import { migrate, pending, readMigrations } from "./migrate.ts";
import { projectRoot } from "./project.ts";
import { roleUrl } from "./roles.ts";

const run = promisify(execFile);
const config = readDeployment(join(projectRoot, "wrangler.toml"));

try {
	await deploy(process.argv.includes("--dry-run"));
} catch (error) {
	console.error(`\nNot deployed: ${error instanceof Error ? error.message : error}`);
	process.exitCode = 1;
}

async function deploy(dryRun: boolean): Promise<void> {
	step("settings: nothing of a developer's machine in them");
	const refusals = localSettings(config.vars, process.env);
	if (refusals.length > 0) throw new Error(refusals.join(" "));
	const secrets = dryRun ? undefined : secretsFrom(process.env);

	step("screens: built, and within their budgets");
	await buildScreens();
	for (const weight of weighScreens()) {
		console.log(`    ${describeWeight(weight)}`);
		if (overBudget(weight)) throw new Error(`the ${weight.name} is missing or over its budget`);
	}

	step("Worker: bundled as Cloudflare would get it");
	await checkBundle();

	if (secrets === undefined) {
		step("migrations: applied to an empty database in memory");
		await rehearseMigrations();
		console.log("\nThe dry run passed. Nothing was deployed, and no database was touched.");
		console.log(`A deployment would make the queues ${config.queues.join(", ")} where they are missing,`);
		console.log("migrate the database in DATABASE_URL, and upload Worker, screens and secrets in one version.");
		return;
	}
	await goLive(secrets);
}

async function goLive(secrets: Secrets): Promise<void> {
	step("account: wrangler is signed in");
	await wrangler(["whoami"]);

	step(`queues: ${config.queues.join(", ")}`);
	for (const queue of config.queues) await ensureQueue(queue);

	step("database: migrated before the code that needs it; every migration must suit the version that runs now, too");
	const { databaseUrl: ownerUrl } = secrets;
	await migrate({ ownerUrl, secret: secretOfRoles(secrets), log: (line) => console.log(`    ${line}`) });

	step("upload: Worker, screens and secrets, as one version");
	console.log(await uploadVersion(secrets));
	console.log(
		"Deployed. Open the address above with /console and sign up: the first account makes its workspace there.",
	);
	console.log(
		"Back to the version before: npx wrangler rollback. The database stays as it is; older versions run on it.",
	);
}

async function checkBundle(): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), "heddle-bundle-"));
	try {
		await wrangler(["deploy", "--dry-run", "--outdir", folder]);
		const bytes = weighBundle(await readFile(join(folder, "worker.js")));
		console.log(`    ${(bytes / 1024).toFixed(0)} KB compressed`);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function rehearseMigrations(): Promise<void> {
	const database = await openDatabase({ folder: "memory" });
	try {
		const migrations = await readMigrations();
		await migrate({ ownerUrl: database.ownerUrl, secret: Buffer.alloc(32).toString("base64"), migrations });
		const left = await pending(database.ownerUrl, migrations);
		if (left.length > 0) throw new Error(`not applied: ${left.map(({ name }) => name).join(", ")}`);
		console.log(`    ${migrations.length} migrations`);
	} finally {
		await database.close();
	}
}

async function ensureQueue(name: string): Promise<void> {
	const exists = await wrangler(["queues", "info", name]).then(
		() => true,
		() => false,
	);
	if (!exists) await wrangler(["queues", "create", name]);
	console.log(`    ${name}: ${exists ? "is there" : "made"}`);
}

/** Secrets go with the version that reads them, in a file that only this account can read, for as long as it takes. */
async function uploadVersion(secrets: Secrets): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "heddle-deploy-"));
	const path = join(folder, "secrets.json");
	const named = workerSecrets(secrets, (role) => roleUrl(secrets.databaseUrl, role, secretOfRoles(secrets)));
	try {
		await writeFile(path, JSON.stringify(named), { mode: 0o600 });
		return await wrangler(["deploy", "--secrets-file", path]);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/**
 * What the database roles' passwords are derived from. While the secret is replaced that is still the previous one: the
 * version that runs until this one is up knows no other.
 */
function secretOfRoles({ secret, previousSecret }: Secrets): string {
	return previousSecret ?? secret;
}

/** @returns what it printed. @throws with what it printed, when it fails */
async function wrangler(args: string[]): Promise<string> {
	// The owner's connection string is not for wrangler, which would take it for the Worker's secret of that name.
	const {
		DATABASE_URL: _,
		HEDDLE_SECRET: __,
		HEDDLE_SECRET_PREVIOUS: ___,
		SHOPIFY_CLIENT_SECRET: ____,
		...environment
	} = process.env;
	try {
		const { stdout } = await run("wrangler", args, {
			cwd: projectRoot,
			env: { ...environment, WRANGLER_SEND_METRICS: "false" },
		});
		return stdout;
	} catch (error) {
		const output =
			error instanceof Error && "stdout" in error && "stderr" in error ? `${error.stdout}${error.stderr}` : error;
		throw new Error(`wrangler ${args.join(" ")} failed:\n${output}`);
	}
}

function step(text: string): void {
	console.log(`\n● ${text}`);
}
