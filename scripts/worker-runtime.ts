// The Worker's runtime as this tool holds it: start, stop, or kill it as a crash would, and start it again.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { descendants, killTree } from "./processes.ts";
import { projectRoot } from "./project.ts";
import { type WorkerSettings, workerReport } from "./worker-settings.ts";

/** The runtime closes in well under a second; one that does not is killed, so that Ctrl-C always ends everything. */
const STOP_TIMEOUT_MS = 10_000;

export interface WorkerRuntime {
	origin: string;
	/** Pids of the child and of all that it started, workerd among them. */
	pids(): number[];
	/** SIGKILL to workerd and everything around it, at once. @returns when the processes are gone */
	kill9(): Promise<void>;
	/** Starts it again on the same state and port, after `kill9` or `stop`. @throws when it is running */
	restart(): Promise<void>;
	stop(): Promise<void>;
}

export interface RuntimeListeners {
	/** Told when the child ends although nobody asked for it. */
	onExit?: (why: string) => void;
	/** Told the processes, as soon as the first is there and again when all are. */
	onPids?: (pids: number[]) => Promise<void>;
}

/**
 * @throws with the runtime's own words when the Worker does not start
 */
export async function startRuntime(
	settings: WorkerSettings,
	{ onExit, onPids }: RuntimeListeners = {},
): Promise<WorkerRuntime> {
	let child: ChildProcess | undefined = await start();

	async function start(): Promise<ChildProcess> {
		const started = launch(settings);
		await onPids?.(family(started));
		await ready(started);
		await onPids?.(family(started));
		started.once("exit", (code, signal) => onUnasked(started, signal ?? `code ${code}`));
		return started;
	}

	function onUnasked(ended: ChildProcess, why: string): void {
		if (ended !== child) return;
		child = undefined;
		onExit?.(why);
	}

	/** From now on its end is asked for. */
	function release(): ChildProcess | undefined {
		const released = child;
		child = undefined;
		return released;
	}

	return {
		origin: `http://127.0.0.1:${settings.port}`,
		pids: () => (child ? family(child) : []),
		async kill9() {
			const killed = release();
			if (killed) await kill(killed);
		},
		async restart() {
			if (child) throw new Error("the Worker is still running");
			child = await start();
		},
		async stop() {
			const stopped = release();
			if (!stopped || hasEnded(stopped)) return;
			const exit = once(stopped, "exit");
			const overdue = setTimeout(() => void kill(stopped), STOP_TIMEOUT_MS);
			if (stopped.connected) stopped.disconnect();
			await exit;
			clearTimeout(overdue);
		},
	};
}

function launch(settings: WorkerSettings): ChildProcess {
	const output = settings.output === undefined ? "inherit" : openSync(settings.output, "a");
	const child = fork(join(import.meta.dirname, "worker-process.ts"), {
		cwd: projectRoot,
		// A process group of its own: Ctrl-C in a terminal would end workerd first, which its keeper takes for a crash.
		detached: true,
		stdio: ["ignore", output, output, "ipc"],
		env: {
			...process.env,
			// Otherwise it asks Cloudflare for a request.cf object, and reports its use, which fails slowly without a network.
			CLOUDFLARE_CF_FETCH_ENABLED: "false",
			WRANGLER_SEND_METRICS: "false",
			WRANGLER_LOG: "warn",
			X_LOCAL_OBSERVABILITY: String(settings.traces),
			// wrangler wants the required secrets in the environment too, or warns; the bindings are what counts.
			...settings.bindings,
		},
	});
	if (typeof output === "number") closeSync(output);
	child.send(settings);
	return child;
}

async function ready(child: ChildProcess): Promise<void> {
	const waiting = new AbortController();
	try {
		const [message] = await Promise.race([
			once(child, "message", { signal: waiting.signal }),
			once(child, "exit", { signal: waiting.signal }).then(() => [{ is: "failed", why: "its process ended" }]),
		]);
		const report = workerReport.parse(message);
		if (report.is === "failed") throw new Error(`the Worker did not start: ${report.why}`);
	} catch (error) {
		await kill(child);
		throw error;
	} finally {
		waiting.abort();
	}
}

async function kill(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || hasEnded(child)) return;
	const exit = once(child, "exit");
	killTree(child.pid);
	await exit;
}

function family(child: ChildProcess): number[] {
	return child.pid === undefined ? [] : [child.pid, ...descendants(child.pid)];
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}
