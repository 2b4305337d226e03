// Which of the runtime's processes runs the Worker: wrangler starts two workerds, and the other one only passes requests on.
import { readFileSync } from "node:fs";

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

function commandLine(pid: number): string[] {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
	} catch {
		return [];
	}
}
