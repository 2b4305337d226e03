// The stage: a whole Heddle in the fuzz build, with the demo's two businesses, and its runtime's log at hand.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hookSecret } from "../demo/businesses.ts";
import { deriveConfig } from "../derived-config.ts";
import { startHeddle } from "../heddle.ts";
import type { SeededBusiness } from "../seed.ts";
import {
	BIRTHS_PATH,
	type Births,
	births,
	CALM,
	FAULTS_PATH,
	type FuzzSettings,
	faults,
	SETTINGS_PATH,
} from "./control.ts";

/** Linux's file system in memory: what a crash would lose is torture's question, and waiting for a disk would be most of a run. */
const MEMORY = "/dev/shm";
/** Each batch of some 8,000 inputs leaves about 7 MB behind: a run beyond this writes to the disk after all. */
const MOST_INPUTS_IN_MEMORY = 500_000;

export interface Stage {
	/** Of the Worker. */
	origin: string;
	/** HEDDLE_SECRET: tokens are signed with it. */
	secret: string;
	databaseUrl: string;
	/** The workspace whose people misbehave. */
	attacked: SeededBusiness & { hookSecret: string };
	/** The other one: it must not notice anything. */
	bystander: SeededBusiness;
	set(settings: Partial<FuzzSettings>): Promise<void>;
	/** How often each of these objects was constructed. */
	births(names: readonly string[]): Promise<Births>;
	/** What the runtime has printed since the last call. */
	newLog(): Promise<string>;
	/** Faults that were logged or thrown since the last call. */
	newFaults(): Promise<string[]>;
	/** Why the runtime ended by itself, if it did. */
	ended(): string | undefined;
	stop(): Promise<void>;
}

/** @param inputs about how many there will be */
export async function raiseStage(inputs: number): Promise<Stage> {
	await using parts = new AsyncDisposableStack();
	const place = inputs <= MOST_INPUTS_IN_MEMORY && existsSync(MEMORY) ? MEMORY : tmpdir();
	const folder = await mkdtemp(join(place, "heddle-fuzz-"));
	parts.defer(() => rm(folder, { recursive: true, force: true }));
	const output = join(folder, "runtime.log");
	let ended: string | undefined;
	const heddle = await startHeddle({
		folder,
		secret: randomBytes(32).toString("base64"),
		ports: 0,
		traces: false,
		configPath: await deriveConfig(folder, { main: "scripts/fuzz/worker/worker.ts" }),
		output,
		onExit: (why) => {
			ended = why;
		},
	});
	parts.defer(() => heddle.stop());
	const { seeded, workerOrigin: origin } = heddle;
	if (!seeded) throw new Error("a stage comes with the demo's businesses");
	const log = await open(output);
	parts.defer(() => log.close());
	let settings = CALM;
	const running = parts.move();
	return {
		origin,
		secret: heddle.secret,
		databaseUrl: heddle.database.ownerUrl,
		attacked: { ...seeded.businesses.loom, hookSecret: hookSecret("loom", "shopify") },
		bystander: seeded.businesses.nordlicht,
		async set(changes) {
			settings = { ...settings, ...changes };
			const answer = await fetch(origin + SETTINGS_PATH, { method: "POST", body: JSON.stringify(settings) });
			if (!answer.ok) throw new Error(`the fuzz build answered ${answer.status}`);
		},
		async births(names) {
			const query = new URLSearchParams(names.map((name) => ["of", name]));
			return births.parse(await (await fetch(`${origin}${BIRTHS_PATH}?${query}`)).json());
		},
		// A handle reads on from where it stopped.
		newLog: async () => (await log.readFile()).toString(),
		newFaults: async () => faults.parse(await (await fetch(origin + FAULTS_PATH)).json()),
		ended: () => ended,
		stop: () => running.disposeAsync(),
	};
}
