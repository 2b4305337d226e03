// A run: batches until the time or the number of inputs is reached, then a flood under production's limits.
import { progressInPostgres } from "../torture/truth.ts";
import { comes } from "../torture/wait.ts";
import { playBatch } from "./batch.ts";
import { Bystander } from "./bystander.ts";
import type { Break } from "./control.ts";
import { flood } from "./flood.ts";
import type { Ring } from "./lanes.ts";
import { drowned, unstored } from "./oracles.ts";
import { configFor } from "./people.ts";
import { Recorder } from "./recorder.ts";
import { answersOf } from "./report.ts";
import type { Stage } from "./stage.ts";

/** Entries are sent to Postgres within 5 s, and again after 30 s; busy cores need their time. */
const STORED_WITHIN_MS = 60_000;

export interface Plan {
	seed: number;
	/** Real time of trying; with `inputs`, no matter. */
	seconds: number;
	/** How many inputs, where not time but number is asked for. */
	inputs?: number | undefined;
	/** One batch alone, to look into it. */
	batch?: number | undefined;
	/** A promise that the build breaks meanwhile. */
	broken?: Break | undefined;
	onBatch?(recorder: Recorder): void;
}

export async function run(stage: Stage, { seed, seconds, inputs, batch, broken, onBatch }: Plan): Promise<Recorder> {
	const config = configFor(stage.secret, stage.databaseUrl);
	const bystander = await Bystander.settle(stage.origin, config, stage.bystander, seed);
	const recorder = new Recorder(bystander.canaries);
	const ring: Ring = { stage, config, bystander, recorder };
	try {
		if (broken) await stage.set({ broken, leak: bystander.canaries[0] ?? "" });
		const deadline = performance.now() + seconds * 1000;
		const isDone = () => (inputs === undefined ? performance.now() >= deadline : recorder.inputs >= inputs);
		const first = batch ?? 1;
		let lengths = new Map<string, number>();
		for (let number = first; number === first || !(batch !== undefined || isDone()); number++) {
			lengths = await playBatch(ring, seed, number);
			onBatch?.(recorder);
		}
		recorder.note(drowned(answersOf(recorder.counts)));
		if (broken) return recorder;
		await comes(STORED_WITHIN_MS, async () => unstored(lengths, await rowsOf(stage, lengths)).length === 0);
		recorder.note(unstored(lengths, await rowsOf(stage, lengths)));
		await flood(ring, seed);
		return recorder;
	} finally {
		if (broken) await stage.set({ broken: null });
		bystander.close();
	}
}

async function rowsOf({ databaseUrl }: Stage, lengths: ReadonlyMap<string, number>): Promise<Map<string, number>> {
	const progress = await progressInPostgres(databaseUrl, [...lengths.keys()]);
	return new Map([...progress].map(([id, { rows }]) => [id, rows]));
}
