// The Worker's runtime as this tool holds it: start, stop, or kill it as a crash would, and start it again.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { descendants } from "./processes.ts";
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

/**
 * @param onExit told when the child ends although nobody asked for it
 * @throws with the runtime's own words when the Worker does not start
 */
export async function startRuntime(
	settings: WorkerSettings,
	onExit: (why: string) => void = () => undefined,
): Promise<WorkerRuntime> {
	let child: ChildProcess | undefined = await launch(settings, onUnasked);

	function onUnasked(ended: ChildProcess, why: string): void {
		if (ended !== child) return;
		child = undefined;
		onExit(why);
	}

	/** From now on its end is asked for. */
	function release(): ChildProcess | undefined {
		const released = child;
		child = undefined;
		return released;
	}

	return {
		origin: `http://127.0.0.1:${settings.port}`,
		pids: () => (child?.pid === undefined ? [] : [child.pid, ...descendants(child.pid)]),
		async kill9() {
			const killed = release();
			if (killed) await kill(killed);
		},
		async restart() {
			if (child) throw new Error("the Worker is still running");
			child = await launch(settings, onUnasked);
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

async function launch(
	settings: WorkerSettings,
	onUnasked: (child: ChildProcess, why: string) => void,
): Promise<ChildProcess> {
	const child = fork(join(import.meta.dirname, "worker-process.ts"), {
		cwd: projectRoot,
		// A process group of its own: Ctrl-C in a terminal would end workerd first, which its keeper takes for a crash.
		detached: true,
		env: {
			...process.env,
			// Otherwise it asks Cloudflare for a request.cf object, and reports its use, which fails slowly without a network.
			CLOUDFLARE_CF_FETCH_ENABLED: "false",
			WRANGLER_SEND_METRICS: "false",
			X_LOCAL_OBSERVABILITY: String(settings.traces),
			// wrangler wants the required secrets in the environment too, or warns; the bindings are what counts.
			...settings.bindings,
		},
	});
	child.send(settings);
	await ready(child);
	child.once("exit", (code, signal) => onUnasked(child, signal ?? `code ${code}`));
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

/** Miniflare starts a workerd that crashes again: it is held still before it and all that it started are killed. */
async function kill(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || hasEnded(child)) return;
	const exit = once(child, "exit");
	child.kill("SIGSTOP");
	for (const pid of [child.pid, ...descendants(child.pid)]) killPid(pid);
	await exit;
}

function killPid(pid: number): void {
	try {
		process.kill(pid, "SIGKILL");
	} catch (error) {
		// It ended between the listing and now.
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
	}
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}
