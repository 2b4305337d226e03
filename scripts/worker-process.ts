// Child process that runs the Worker in wrangler's local runtime. On its own, so that a test can kill it like a crash,
// and so that wrangler's exit hooks do not end the tool. Talks to its parent over IPC only.
import process from "node:process";
import { unstable_startWorker } from "wrangler";
import { z } from "zod";

const settings = z.object({
	port: z.int(),
	/** Folder where objects, KV and caches are kept. */
	persist: z.string(),
	configPath: z.string(),
	/** Whether wrangler keeps traces to look at; costs a factor of 2 to 5 under load. */
	traces: z.boolean(),
	/** Plain-text bindings on top of wrangler.toml's vars, secrets among them. */
	bindings: z.record(z.string(), z.string()),
});
export type WorkerSettings = z.infer<typeof settings>;

export const workerReport = z.discriminatedUnion("is", [
	z.object({ is: z.literal("ready") }),
	z.object({ is: z.literal("failed"), why: z.string() }),
]);

/** Ctrl-C in a terminal reaches the whole process group: the parent decides, and asks for the end by closing the channel. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const ignore = () => undefined;

if (import.meta.main) {
	for (const signal of SIGNALS) process.on(signal, ignore);
	process.once("message", (message) => {
		run(settings.parse(message)).catch((error: unknown) => {
			report({ is: "failed", why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
			process.exitCode = 1;
			process.disconnect?.();
		});
	});
}

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
	const stop = () => void worker.dispose().finally(() => process.exit());
	if (!process.connected) return stop();
	process.once("disconnect", stop);
	report({ is: "ready" });
}

function report(message: z.infer<typeof workerReport>): void {
	process.send?.(message);
}
