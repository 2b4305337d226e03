// The stage: a whole Heddle with the bench's Worker, on a PostgreSQL of its own, and the process that makes the load.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deriveConfig } from "../derived-config.ts";
import { type Heddle, startHeddle } from "../heddle.ts";
import { postgresBinaries, startPostgres } from "../local-postgres.ts";
import { type LoadProcess, startLoad } from "./load/load.ts";
import { type People, people } from "./people.ts";
import { FLOOR_QUEUE } from "./worker/paths.ts";

/** Linux's file system in memory: no commit waits for a disk there, so what is left is what the code costs. */
const MEMORY_FOLDER = "/dev/shm";
export const places = { disk: tmpdir(), memory: MEMORY_FOLDER };
export type Place = keyof typeof places;

export interface Stage extends AsyncDisposable {
	heddle: Heddle;
	load: LoadProcess;
	people: People;
	/** "PostgreSQL", or "PGlite" where the machine has none. */
	database: string;
}

/**
 * @param place where the objects keep their state
 * @param demo with the demo's workspaces, or empty
 * @param loopback origins of business systems that the bench plays itself
 */
export async function setStage(place: Place, demo = false, loopback: string[] = []): Promise<Stage> {
	await using parts = new AsyncDisposableStack();
	const folder = await mkdtemp(join(places[place], "heddle-bench-"));
	parts.defer(() => rm(folder, { recursive: true, force: true }));
	const binaries = postgresBinaries();
	const postgres = binaries === undefined ? undefined : await startPostgres(binaries);
	if (postgres) parts.defer(() => postgres.stop());
	const heddle = await startHeddle({
		folder,
		databaseUrl: postgres?.url,
		ports: 0,
		demo,
		loopback,
		traces: false,
		configPath: await deriveConfig(join(folder, "config"), {
			main: "scripts/bench/worker/worker.ts",
			objects: { FLOOR: "Floor", METER: "Meter" },
			queues: { FLOOR_EVENTS: FLOOR_QUEUE },
		}),
	});
	parts.defer(() => heddle.stop());
	const load = startLoad();
	parts.defer(() => load.stop());
	const running = parts.move();
	return {
		heddle,
		load,
		people: people(heddle),
		database: heddle.database.description,
		[Symbol.asyncDispose]: () => running.disposeAsync(),
	};
}
