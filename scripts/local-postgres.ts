// A PostgreSQL server of our own, from the binaries that the machine has: fresh, on loopback, gone afterwards.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, globSync, rmSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { freePort } from "./ports.ts";

/** Debian's, Fedora's and Homebrew's places. */
const BINARY_FOLDERS = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"];
/** A fresh server answers after 0.3 s on an idle machine; a busy one is given a hundred times that. */
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

export interface LocalPostgres {
	/** Connection string of the superuser. */
	url: string;
	stop(): Promise<void>;
}

/** @returns folder with initdb and postgres, the newest version's; undefined when the machine has none */
export function postgresBinaries(): string | undefined {
	const folders = globSync(BINARY_FOLDERS).filter((folder) => existsSync(join(folder, "initdb")));
	return folders.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
}

/** @throws with the server's own output when it does not start */
export async function startPostgres(binaries: string): Promise<LocalPostgres> {
	const folder = await mkdtemp(join(tmpdir(), "heddle-postgres-"));
	const account = await serverAccount(folder);
	const data = join(folder, "data");
	execFileSync(join(binaries, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], {
		...account,
		stdio: ["ignore", "ignore", "pipe"],
	});
	const port = await freePort(0);
	const server = spawn(
		join(binaries, "postgres"),
		// fsync off: the data is thrown away, and a crash of the machine ends the tests as well.
		["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", folder, "-c", "fsync=off"],
		{ ...account, stdio: ["ignore", "ignore", "pipe"] },
	);
	// Whoever leaves by exit() has no time for stop().
	const atOnce = () => {
		server.kill("SIGKILL");
		rmSync(folder, { recursive: true, force: true });
	};
	process.once("exit", atOnce);
	let output = "";
	server.stderr.on("data", (chunk) => {
		output = `${output}${chunk}`.slice(-4000);
	});
	const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
	await untilReady(url, server, () => output);
	return {
		url,
		async stop() {
			await ended(server);
			process.off("exit", atOnce);
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** PostgreSQL refuses to run as root: then it runs as the account that its package made. */
async function serverAccount(folder: string): Promise<{ uid?: number; gid?: number }> {
	if (process.getuid?.() !== 0) return {};
	const uid = Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8" }));
	const gid = Number(execFileSync("id", ["-g", "postgres"], { encoding: "utf8" }));
	await chown(folder, uid, gid);
	return { uid, gid };
}

async function untilReady(url: string, server: ChildProcess, output: () => string): Promise<void> {
	const deadline = Date.now() + START_TIMEOUT_MS;
	while (server.exitCode === null && Date.now() < deadline) {
		const client = new Client(url);
		try {
			await client.connect();
			await client.end();
			return;
		} catch {
			await pause(POLL_MS);
		}
	}
	await ended(server);
	throw new Error(`PostgreSQL did not start:\n${output()}`);
}

/** SIGINT is its "fast" shutdown: it ends sessions instead of waiting for them. */
async function ended(server: ChildProcess): Promise<void> {
	if (server.exitCode !== null || server.signalCode !== null) return;
	const exit = new Promise((resolve) => server.once("exit", resolve));
	server.kill("SIGINT");
	await exit;
}
