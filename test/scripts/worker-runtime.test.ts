import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../scripts/ports.ts";
import { isAlive } from "../../scripts/processes.ts";
import { projectRoot } from "../../scripts/project.ts";
import { startRuntime, type WorkerRuntime } from "../../scripts/worker-runtime.ts";

let folder: string;
let runtime: WorkerRuntime;
const noted: number[][] = [];
const exits: string[] = [];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "heddle-runtime-"));
	runtime = await startRuntime(
		{
			port: await freePort(0),
			persist: folder,
			configPath: join(projectRoot, "test/support/workers/counter.toml"),
			traces: false,
			bindings: { GREETING: "from the start" },
		},
		{ onPids: async (pids) => void noted.push(pids), onExit: (why) => exits.push(why) },
	);
});

afterAll(async () => {
	await runtime.stop();
	await rm(folder, { recursive: true, force: true });
});

async function add(): Promise<unknown> {
	const response = await fetch(runtime.origin);
	return await response.json();
}

test("the Worker runs with the bindings that it is given on top of its file's", async () => {
	expect(await add()).toEqual({ count: 1, greeting: "from the start" });
	expect(noted.at(-1)).toEqual(runtime.pids());
	// Its keeper, and workerd itself at the least.
	expect(runtime.pids().length).toBeGreaterThan(2);
});

test("kill9 ends workerd and its keeper; what was answered is there after the restart, at the same address", async () => {
	const killed = runtime.pids();
	await add();
	await runtime.kill9();
	expect(killed.filter((pid) => isAlive(pid, null))).toEqual([]);
	await expect(fetch(runtime.origin)).rejects.toThrow();
	await runtime.restart();
	expect(await add()).toMatchObject({ count: 3 });
	await expect(runtime.restart()).rejects.toThrow("still running");
	expect(exits).toEqual([]);
});

test("stop leaves no process behind", async () => {
	const stopped = runtime.pids();
	await runtime.stop();
	expect(stopped.filter((pid) => isAlive(pid, null))).toEqual([]);
	expect(runtime.pids()).toEqual([]);
	expect(exits).toEqual([]);
});

test("a Worker that cannot start says why, and leaves no process behind", async () => {
	const pids: number[] = [];
	const starting = startRuntime(
		{
			port: await freePort(0),
			persist: folder,
			configPath: join(projectRoot, "test/support/workers/missing.toml"),
			traces: false,
			bindings: {},
		},
		{ onPids: async (some) => void pids.push(...some) },
	);
	await expect(starting).rejects.toThrow("the Worker did not start");
	expect(pids.length).toBeGreaterThan(0);
	expect(pids.filter((pid) => isAlive(pid, null))).toEqual([]);
});
