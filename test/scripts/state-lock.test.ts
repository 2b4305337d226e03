import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive, startedAt } from "../../scripts/processes.ts";
import { openState } from "../../scripts/state.ts";
import { lockHolder, lockState, StateLocked } from "../../scripts/state-lock.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "heddle-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that does nothing until it is killed. */
function idler() {
	const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
	if (child.pid === undefined) throw new Error("no process");
	return { child, pid: child.pid, exit: once(child, "exit") };
}

const writeLock = (holder: object) => writeFile(join(folder, "lock.json"), JSON.stringify(holder));

test("a folder is opened by one process at a time, and by the next after it is released", async () => {
	const lock = await lockState(folder);
	await expect(lockState(folder)).rejects.toThrow(StateLocked);
	expect(await lockHolder(folder)).toBe(process.pid);
	await lock.release();
	expect(await lockHolder(folder)).toBeUndefined();
	await (await lockState(folder)).release();
});

test("a lock whose process was killed is stale, and the runtime that it left behind is ended", async () => {
	const [tool, runtime] = [idler(), idler()];
	await writeLock({
		pid: tool.pid,
		startedAt: startedAt(tool.pid),
		children: [{ pid: runtime.pid, startedAt: startedAt(runtime.pid) }],
	});
	await expect(lockState(folder)).rejects.toThrow(`process ${tool.pid}`);
	tool.child.kill("SIGKILL");
	await tool.exit;
	const lock = await lockState(folder);
	expect(await runtime.exit).toEqual([null, "SIGKILL"]);
	await lock.release();
});

test("another process that got the dead holder's pid is neither taken for it nor ended", async () => {
	const stranger = idler();
	await writeLock({
		pid: stranger.pid,
		startedAt: "long ago",
		children: [{ pid: stranger.pid, startedAt: "long ago" }],
	});
	const lock = await lockState(folder);
	expect(isAlive(stranger.pid, null)).toBe(true);
	stranger.child.kill();
	await stranger.exit;
	await lock.release();
});

test("a half written lock is nobody's", async () => {
	await writeFile(join(folder, "lock.json"), '{"pid":');
	await (await lockState(folder)).release();
});

test("the secret is made once, kept, and readable by its owner only", async () => {
	const first = await openState(folder);
	await first.lock.release();
	const second = await openState(folder);
	await second.lock.release();
	expect(Buffer.from(first.secret, "base64")).toHaveLength(32);
	expect(second.secret).toBe(first.secret);
	expect((await stat(join(folder, "secrets.json"))).mode & 0o777).toBe(0o600);
	expect(await readFile(join(folder, "secrets.json"), "utf8")).toContain(first.secret);
});
