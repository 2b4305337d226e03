// How much processor time processes have taken: unlike a rate, it hardly depends on who else uses the machine.
import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second for everybody (proc_pid_stat(5), sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10;

/** @returns milliseconds of one core, of all threads; undefined where the system has no /proc */
export function cpuMs(pids: number[]): number | undefined {
	try {
		return pids.reduce((sum, pid) => sum + ticksOf(pid) * TICK_MS, 0);
	} catch {
		return undefined;
	}
}

function ticksOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
	// The name, in brackets, may hold anything; after it come state (3) … utime (14), stime (15).
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return Number(fields[11]) + Number(fields[12]);
}
