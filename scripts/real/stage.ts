// Where one business system plays for real: a folder of its own, servers on loopback, and nothing of it left afterwards.
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";

/** A server answers after 1 to 3 s on an idle machine; one with much else to do is given sixty times that. */
const START_TIMEOUT_MS = 180_000;
/** What a server may take to end by itself before it is killed. */
const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 100;
const OUTPUT_KEPT = 4_000;

export interface Stage {
	/** Deleted when the stage is struck. */
	folder: string;
	/** Resolves when `ready` does with true. Rejects with the server's own last words when it ends or takes too long. */
	serve(
		server: { command: string; args: string[]; env?: Record<string, string> },
		ready: () => Promise<boolean>,
	): Promise<void>;
	/** Runs a program to its end. Rejects with its last words when it fails. */
	run(program: { command: string; args: string[]; env?: Record<string, string> }): Promise<void>;
}

/** Raises a stage, plays on it and strikes it, however the play ends. Nothing outlives this process either. */
export async function onStage(name: string, play: (stage: Stage) => Promise<void>): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), `heddle-real-${name}-`));
	const children = new Set<ChildProcess>();
	const atOnce = () => {
		for (const child of children) child.kill("SIGKILL");
		rmSync(folder, { recursive: true, force: true });
	};
	process.once("exit", atOnce);
	try {
		await play({
			folder,
			serve: async (server, ready) => {
				const { child, output } = begin(server, folder, children);
				await untilReady(child, ready, output);
			},
			run: async (program) => {
				const { child, output } = begin(program, folder, children);
				const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
				if (code !== 0) throw new Error(`${program.command} failed (${code}):\n${output()}`);
			},
		});
	} finally {
		await Promise.all([...children].map(ended));
		process.off("exit", atOnce);
		rmSync(folder, { recursive: true, force: true });
	}
}

function begin(
	{ command, args, env = {} }: { command: string; args: string[]; env?: Record<string, string> },
	cwd: string,
	children: Set<ChildProcess>,
) {
	const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
	children.add(child);
	let said = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (chunk) => {
			said = `${said}${chunk}`.slice(-OUTPUT_KEPT);
		});
	// Without a listener a command that does not exist would end the whole run.
	child.on("error", (fault) => {
		said = `${said}${fault.message}`;
		children.delete(child);
	});
	child.once("exit", () => children.delete(child));
	return { child, output: () => said };
}

async function untilReady(child: ChildProcess, ready: () => Promise<boolean>, output: () => string): Promise<void> {
	const deadline = Date.now() + START_TIMEOUT_MS;
	while (child.pid !== undefined && child.exitCode === null && Date.now() < deadline) {
		// Until it listens, every try is refused.
		if (await ready().catch(() => false)) return;
		await pause(POLL_MS);
	}
	throw new Error(`the server did not start:\n${output()}`);
}

async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exit = new Promise((resolve) => child.once("exit", resolve));
	child.kill("SIGTERM");
	const tooLong = AbortSignal.timeout(STOP_TIMEOUT_MS);
	tooLong.addEventListener("abort", () => child.kill("SIGKILL"), { once: true });
	await exit;
}
