// Which of the runtime's processes runs the Worker: wrangler starts two workerds, and the other one only passes requests on.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * @param pids of the runtime and its keepers
 * @param port where the one that passes requests on listens; the Worker's own takes any free one
 * @returns undefined where the system does not say (no /proc)
 */
export function workerPid(pids: readonly number[], port: number): number | undefined {
	return pids.find((pid) => {
		const [program = "", ...words] = commandLine(pid);
		return program.endsWith("/workerd") && !words.some((word) => word.endsWith(`entry=127.0.0.1:${port}`));
	});
}

/** The port of loopback on which this process listens; undefined where the system does not say. */
export function listeningPort(pid: number): number | undefined {
	const open = openFiles(pid);
	// proc_pid_net(5): local address (1, in hexadecimal), state (3; 0A is listening), inode (9).
	const rows = contentOf(`/proc/${pid}/net/tcp`).split("\n");
	const listening = rows
		.map((row) => row.trim().split(/\s+/))
		.find((row) => row[3] === "0A" && open.has(`socket:[${row[9]}]`));
	return listening?.[1] === undefined ? undefined : Number.parseInt(listening[1].split(":")[1] ?? "", 16);
}

function openFiles(pid: number): ReadonlySet<string> {
	const folder = `/proc/${pid}/fd`;
	try {
		return new Set(readdirSync(folder).map((descriptor) => linkOf(`${folder}/${descriptor}`)));
	} catch {
		return new Set();
	}
}

/** Empty for one that was closed since it was listed. */
function linkOf(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		return "";
	}
}

function commandLine(pid: number): string[] {
	return contentOf(`/proc/${pid}/cmdline`).split("\0");
}

function contentOf(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}
