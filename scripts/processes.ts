// What the operating system says about processes: is one alive, when did it start, whom did it start.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

interface Row {
	pid: number;
	parent: number;
	/** In the system's own words: only good for telling two processes that had the same pid apart. */
	start: string;
}

/** @returns when the process started, null when it does not exist (a zombie, which only waits to be counted, neither) */
export function startedAt(pid: number): string | null {
	return processes().find((row) => row.pid === pid)?.start ?? null;
}

/** @param expectedStart as `startedAt` gave it: another process that has the pid by now is not the one meant */
export function isAlive(pid: number, expectedStart: string | null): boolean {
	const start = startedAt(pid);
	return start !== null && (expectedStart === null || start === expectedStart);
}

/** @returns pids of the process's children, their children, and so on, parents first */
export function descendants(pid: number): number[] {
	const rows = processes();
	const found = [pid];
	for (const ancestor of found) {
		found.push(...rows.filter(({ parent }) => parent === ancestor).map((row) => row.pid));
	}
	return found.slice(1);
}

/**
 * SIGKILL to a process and all that it started. It is held still first: miniflare starts a workerd that dies again, and
 * one that it starts after we looked would be left over.
 */
export function killTree(pid: number): void {
	signal(pid, "SIGSTOP");
	for (const each of [pid, ...descendants(pid)]) signal(each, "SIGKILL");
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch (error) {
		// It ended since it was listed.
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
	}
}

/** Slim Linux images have no `ps`, macOS has no /proc. */
function processes(): Row[] {
	return process.platform === "linux" ? fromProc() : fromPs();
}

function fromProc(): Row[] {
	const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	return pids.flatMap((pid) => {
		const stat = readStat(pid);
		// proc_pid_stat(5): the name, in brackets, may hold anything; after it come state (3), parent (4) ... start (22).
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		const [state, parent, start] = [fields[0], fields[1], fields[19]];
		if (start === undefined || state === "Z") return [];
		return [{ pid: Number(pid), parent: Number(parent), start }];
	});
}

/** @returns an empty text for a process that ended after it was listed */
function readStat(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/stat`, "utf8");
	} catch {
		return "";
	}
}

function fromPs(): Row[] {
	const output = execFileSync("ps", ["-A", "-o", "pid=,ppid=,state=,lstart="], { encoding: "utf8" });
	return output.split("\n").flatMap((line) => {
		const [pid, parent, state, ...start] = line.trim().split(/\s+/);
		if (!pid || state?.startsWith("Z")) return [];
		return [{ pid: Number(pid), parent: Number(parent), start: start.join(" ") }];
	});
}
