// A run: batches until the time or the number of inputs is reached, then a flood under production's limits.
import { playBatch } from "./batch.ts";
import { Bystander } from "./bystander.ts";
import type { Break } from "./control.ts";
import { flood } from "./flood.ts";
import type { Ring } from "./lanes.ts";
import { drowned } from "./oracles.ts";
import { configFor } from "./people.ts";
import { Recorder } from "./recorder.ts";
import { answersOf } from "./report.ts";
import type { Stage } from "./stage.ts";

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
		for (let number = first; number === first || !(batch !== undefined || isDone()); number++) {
			await playBatch(ring, seed, number);
			onBatch?.(recorder);
		}
		recorder.note(drowned(answersOf(recorder.counts)));
		if (!broken) await flood(ring, seed);
		return recorder;
	} finally {
		if (broken) await stage.set({ broken: null });
		bystander.close();
	}
}
