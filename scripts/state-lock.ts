// One process at a time in a state folder (PGlite takes no lock itself). A lock whose process is gone is stale.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isAlive, killTree, startedAt } from "./processes.ts";

const holder = z.object({
	pid: z.int().positive(),
	/** Tells the process from a later one that got the same pid; null where the system does not say. */
	startedAt: z.string().nullable(),
	/** Processes that it started and that must not outlive it: the Worker's runtime. */
	children: z.array(z.object({ pid: z.int().positive(), startedAt: z.string().nullable() })),
});
export type Holder = z.infer<typeof holder>;

export interface StateLock {
	/** Notes a child, so that the next start can end it if this process is killed without a chance to do so. */
	noteChildren(pids: number[]): Promise<void>;
	release(): Promise<void>;
}

export class StateLocked extends Error {
	constructor(folder: string, pid: number) {
		super(`Heddle is already running on ${folder} (process ${pid}). Stop that one first (Ctrl-C in its terminal).`);
	}
}

/** @throws `StateLocked` */
export async function lockState(folder: string): Promise<StateLock> {
	const path = join(folder, "lock.json");
	const self: Holder = { pid: process.pid, startedAt: startedAt(process.pid), children: [] };
	await take(folder, path, self);
	return {
		async noteChildren(pids) {
			self.children = pids.map((pid) => ({ pid, startedAt: startedAt(pid) }));
			const draft = `${path}.${process.pid}`;
			await writeFile(draft, JSON.stringify(self));
			await rename(draft, path);
		},
		release: () => rm(path, { force: true }),
	};
}

async function take(folder: string, path: string, self: Holder): Promise<void> {
	try {
		await writeFile(path, JSON.stringify(self), { flag: "wx" });
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
		const other = await readHolder(path);
		if (other && isAlive(other.pid, other.startedAt)) throw new StateLocked(folder, other.pid);
		endOrphans(other);
		await rm(path, { force: true });
		await take(folder, path, self);
	}
}

/** A tool that was killed with SIGKILL could not end its runtime, which would go on writing to the same files. */
function endOrphans(other: Holder | undefined): void {
	for (const child of other?.children ?? []) {
		// Without a start time the pid may long belong to somebody else.
		if (child.startedAt !== null && isAlive(child.pid, child.startedAt)) killTree(child.pid);
	}
}

/** @returns undefined when the file is gone, or is half written because its process was killed: nobody holds it */
async function readHolder(path: string): Promise<Holder | undefined> {
	try {
		return holder.parse(JSON.parse(await readFile(path, "utf8")));
	} catch {
		return undefined;
	}
}

/** @returns pid of the process that has the folder open, undefined when none has */
export async function lockHolder(folder: string): Promise<number | undefined> {
	const other = await readHolder(join(folder, "lock.json"));
	return other && isAlive(other.pid, other.startedAt) ? other.pid : undefined;
}
