// `npm test`: everything. `npm run test:postgres`: what touches the database, on a PostgreSQL of our own.
import { prepareServer } from "../test/support/database.ts";
import { ensureChromium } from "./browser.ts";
import { describeWeight, overBudget, weighScreens } from "./budgets.ts";
import { buildScreens } from "./build.ts";
import { assertion, type Check, command, runChecks } from "./checks.ts";
import { postgresBinaries, startPostgres } from "./local-postgres.ts";
import { staticChecks } from "./static-checks.ts";
import { vitest } from "./vitest-check.ts";

const screens: Check[] = [
	assertion("the screens build", async () => {
		await buildScreens();
	}),
	assertion("the screens keep to their budgets", () => {
		const weights = weighScreens();
		for (const weight of weights) console.log(`   ${describeWeight(weight)}`);
		if (weights.some(overBudget)) throw new Error("a screen is missing or over its budget");
	}),
];

const browser = assertion("a Chromium is there", async () => {
	console.log(`   ${await ensureChromium()}`);
});

if (process.argv.includes("--postgres")) await onPostgres();
else await onPglite();

async function onPglite(): Promise<void> {
	await runChecks([
		...staticChecks,
		...screens,
		command("deploy --dry-run", ["node", "scripts/deploy.ts", "--dry-run"]),
		vitest("node"),
		vitest("workers"),
		// Millions of inputs are the same program with another option (README.md).
		command("a minute of bad input", ["node", "scripts/fuzz.ts", "--seconds", "60", "--seed", "1"]),
		// As docs/reliability.md says, where the tables of the long runs are.
		command("two minutes of faults", ["node", "scripts/torture.ts", "--seed", "1"]),
		command("checkers notice each broken guarantee", ["node", "scripts/torture.ts", "--self-test", "--seed", "1"]),
		command("two minutes of torn webhooks", ["node", "scripts/torture.ts", "events", "--seed", "1"]),
		command("checkers notice each broken promise about webhooks", [
			...["node", "scripts/torture.ts", "events", "--self-test", "--seed", "1"],
		]),
		browser,
		vitest("browser"),
	]);
}

async function onPostgres(): Promise<void> {
	const binaries = postgresBinaries();
	if (binaries === undefined) {
		console.error("No PostgreSQL server is installed (on Debian: apt-get install -y postgresql).");
		process.exitCode = 1;
		return;
	}
	const server = await startPostgres(binaries);
	try {
		await prepareServer(server.url);
		const env = { HEDDLE_TEST_POSTGRES: server.url };
		await runChecks([
			...screens,
			vitest("node", ["test/scripts/neon.test.ts", "test/scripts/migrate.test.ts"], env),
			vitest("workers", [], env),
			browser,
			// Whole days of use; what the others look at does not reach the database another way.
			vitest("browser", ["test/browser/scenario.browser.test.ts", "test/browser/day.browser.test.ts"], env),
		]);
	} finally {
		await server.stop();
	}
}
