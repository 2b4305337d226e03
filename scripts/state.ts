// The state folder of a local run: made on first use, with a secret of its own, opened by one process at a time.
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { stateFolder } from "./project.ts";
import { lockState, type StateLock } from "./state-lock.ts";

export interface State {
	folder: string;
	/** HEDDLE_SECRET of this machine's local runs: 32 random bytes as base64. */
	secret: string;
	lock: StateLock;
}

const secretsFile = z.object({ HEDDLE_SECRET: z.string() });

/**
 * @param secret HEDDLE_SECRET to use in place of the one that is kept in the folder
 * @throws `StateLocked` while another process has the folder open
 */
export async function openState(folder = stateFolder, secret?: string): Promise<State> {
	// The database's files in it are readable by everybody: PGlite knows no better.
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const lock = await lockState(folder);
	return { folder, secret: secret ?? (await localSecret(folder)), lock };
}

export async function withState<T>(work: (state: State) => Promise<T>): Promise<T> {
	const state = await openState(stateFolder, process.env.HEDDLE_SECRET);
	try {
		return await work(state);
	} finally {
		await state.lock.release();
	}
}

/** Kept across starts: what was encrypted with it must stay readable. Readable by its owner only. */
async function localSecret(folder: string): Promise<string> {
	const path = join(folder, "secrets.json");
	const fresh = { HEDDLE_SECRET: randomBytes(32).toString("base64") };
	try {
		await writeFile(path, `${JSON.stringify(fresh)}\n`, { mode: 0o600, flag: "wx" });
		return fresh.HEDDLE_SECRET;
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
		return secretsFile.parse(JSON.parse(await readFile(path, "utf8"))).HEDDLE_SECRET;
	}
}
