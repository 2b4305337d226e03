// Child process that runs the Worker in wrangler's local runtime. On its own, so that a test can kill it like a crash,
// and so that wrangler's exit hooks do not end the tool. Talks to its parent over IPC only.
import process from "node:process";
import { unstable_startWorker } from "wrangler";
import { type WorkerReport, type WorkerSettings, workerSettings } from "./worker-settings.ts";

/** The parent decides when it is over, and says so by closing the channel, or by being gone. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const ignore = () => undefined;

/** As in wrangler.toml. */
const CRON = "*/5 * * * *";
const CRON_MS = 5 * 60_000;

for (const signal of SIGNALS) process.on(signal, ignore);
process.once("message", (message) => {
	run(workerSettings.parse(message)).catch((error: unknown) => {
		report({ is: "failed", why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
		process.exitCode = 1;
		process.disconnect?.();
	});
});

async function run({ port, persist, configPath, bindings }: WorkerSettings): Promise<void> {
	const worker = await unstable_startWorker({
		config: configPath,
		bindings: Object.fromEntries(
			Object.entries(bindings).map(([name, value]) => [name, { type: "plain_text", value }]),
		),
		dev: {
			server: { hostname: "127.0.0.1", port },
			persist,
			inspector: false,
			watch: false,
			logLevel: "warn",
		},
	});
	await worker.ready;
	// Miniflare's own listeners end the process before the runtime has closed its files.
	for (const signal of SIGNALS) {
		process.removeAllListeners(signal);
		process.on(signal, ignore);
	}
	// The local runtime keeps no schedule by itself.
	const schedule = setInterval(() => void worker.scheduled({ cron: CRON }).catch(() => undefined), CRON_MS);
	const stop = () => {
		clearInterval(schedule);
		void worker.dispose().finally(() => process.exit());
	};
	if (!process.connected) return stop();
	process.once("disconnect", stop);
	report({ is: "ready" });
}

function report(message: WorkerReport): void {
	process.send?.(message);
}
