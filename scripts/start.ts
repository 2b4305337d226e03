// `npm start`: everything on this machine, until Ctrl-C.
import process from "node:process";
import { type Heddle, startHeddle } from "./heddle.ts";
import { StateLocked } from "./state-lock.ts";

const began = performance.now();

await start();

async function start(): Promise<void> {
	console.log("Starting Heddle. Ctrl-C ends it; its state stays in .heddle.\n");
	const starting = startHeddle({
		databaseUrl: process.env.DATABASE_URL,
		secret: process.env.HEDDLE_SECRET,
		previousSecret: process.env.HEDDLE_SECRET_PREVIOUS,
		log: (line) => console.log(`${seconds().padStart(6)} s  ${line}`),
		onExit: (why) => {
			console.error(`\nThe Worker's runtime ended by itself (${why}). Start again: the state in .heddle is kept.`);
			void starting.then((heddle) => end(heddle, 1));
		},
	});
	let interrupted = false;
	// A start that is interrupted runs to its end first, and then stops: half of it could not be taken back.
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
		process.once(signal, () => {
			interrupted = true;
			console.log("\nStopping.");
			starting.then(
				(heddle) => end(heddle, 0),
				() => undefined,
			);
		});
	}
	try {
		const heddle = await starting;
		if (!interrupted) console.log(summary(heddle));
	} catch (error) {
		console.error(`\nHeddle did not start: ${advice(error)}`);
		process.exitCode = 1;
	}
}

async function end(heddle: Heddle, code: number): Promise<void> {
	await heddle.stop();
	process.exit(code);
}

function summary({ workerOrigin, sandbox, seeded }: Heddle): string {
	const signIns = (seeded?.signIns ?? []).map(
		({ workspace, email, password, role }) => `    ${workspace.padEnd(18)} ${email.padEnd(34)} ${password}   (${role})`,
	);
	return [
		`\nHeddle is up after ${seconds()} s.\n`,
		...Object.values(sandbox.tenants).map(({ name, shopUrl }) => `  demo shop  ${shopUrl}   ${name}`),
		`  console    ${workerOrigin}/console`,
		`  sandbox    ${sandbox.origin}/sandbox   orders, delays, slow and broken systems`,
		"\n  Sign in to the console with:",
		...signIns,
		"",
	].join("\n");
}

function advice(error: unknown): string {
	if (error instanceof StateLocked) return error.message;
	if (!(error instanceof Error)) return String(error);
	const hint = process.env.DATABASE_URL
		? "Check DATABASE_URL, or unset it to use the embedded database."
		: "If the state in .heddle is damaged, `npm run reset` empties it.";
	return `${error.stack ?? error.message}\n\n${hint}`;
}

function seconds(): string {
	return ((performance.now() - began) / 1000).toFixed(1);
}
