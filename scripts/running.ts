// Where a local Heddle that is running can be reached, for tools in other processes. Gone when it stops.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export function runningFile(folder: string): string {
	return join(folder, "running.json");
}

export async function noteRunning(
	folder: string,
	place: { origin: string; databaseUrl: string; secret: string },
): Promise<() => Promise<void>> {
	await writeFile(runningFile(folder), JSON.stringify(place), { mode: 0o600 });
	return () => rm(runningFile(folder), { force: true });
}
