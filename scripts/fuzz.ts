// `npm run fuzz`: bad input at every door of a conversation and a desk, and a look whether anybody is worse for it. Exits
// with 1 where somebody is.
import { randomInt } from "node:crypto";
import process from "node:process";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Recorder } from "./fuzz/recorder.ts";
import { answersTable, inputsTable, violationsInWords } from "./fuzz/report.ts";
import { run } from "./fuzz/run.ts";
import { selfTest } from "./fuzz/self-test.ts";
import { raiseStage, type Stage } from "./fuzz/stage.ts";

const USAGE = `npm run fuzz -- [options]
  --seconds N    how long (60)
  --frames N     how many inputs, in place of a time (for a release 2000000)
  --seed N       the same inputs in the same order on each connection again
  --batch N      one batch of that seed alone
  --self-test    breaks each promise on purpose, and looks whether the oracles notice`;

/** On two cores that do nothing else; on busy ones a half or less. */
const INPUTS_A_SECOND = 1_000;

const options = z.object({
	seconds: z.coerce.number().positive().default(60),
	frames: z.coerce.number().int().min(1).optional(),
	seed: z.coerce
		.number()
		.int()
		.min(0)
		.max(2 ** 32 - 1)
		.default(() => randomInt(2 ** 31)),
	batch: z.coerce.number().int().min(1).optional(),
	"self-test": z.boolean().default(false),
});

process.exitCode = await main();

async function main(): Promise<number> {
	const asked = parse();
	if (!asked) return 2;
	console.log(`seed ${asked.seed}`);
	const stage = await raiseStage(asked.frames ?? asked.seconds * INPUTS_A_SECOND);
	// Else Ctrl-C would leave the state's folder behind.
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.once(signal, () => void stage.stop().finally(() => process.exit(130)));
	try {
		return (asked["self-test"] ? await tryOracles(stage, asked.seed) : await fuzz(stage, asked)) ? 0 : 1;
	} finally {
		await stage.stop();
	}
}

function parse(): z.infer<typeof options> | undefined {
	const text = { type: "string" } as const;
	try {
		const { values } = parseArgs({
			options: { seconds: text, frames: text, seed: text, batch: text, "self-test": { type: "boolean" } },
		});
		return options.parse(values);
	} catch (error) {
		console.error(
			error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error,
		);
		console.error(USAGE);
		return undefined;
	}
}

async function fuzz(stage: Stage, { seed, seconds, frames, batch }: z.infer<typeof options>): Promise<boolean> {
	const began = performance.now();
	const recorder = await run(stage, {
		seed,
		seconds,
		inputs: frames,
		batch,
		onBatch: (so) => progress(so, (performance.now() - began) / 1000),
	});
	const took = (performance.now() - began) / 1000;
	console.log(`\n\n${inputsTable(recorder)}\n\n${answersTable(recorder)}\n`);
	for (const words of violationsInWords(recorder)) console.log(words);
	const { inputs, batches, violationsInAll } = recorder;
	console.log(
		`${inputs.toLocaleString("en")} inputs in ${batches} batches, ${took.toFixed(0)} s (${Math.round(inputs / took)}/s), ${violationsInAll} violations; seed ${seed}`,
	);
	return violationsInAll === 0;
}

async function tryOracles(stage: Stage, seed: number): Promise<boolean> {
	return selfTest(stage, seed, ({ broken, asItShould, violations }) => {
		const verdict = asItShould ? (broken ? "noticed" : "nothing wrong, nothing said") : "NOT AS IT SHOULD BE";
		console.log(`${(broken ?? "nothing broken").padEnd(16)} ${verdict} (${violations} violations)`);
	});
}

/** On a terminal one line that changes, else a line for each tenth batch. */
function progress({ batch, inputs, violationsInAll }: Recorder, seconds: number): void {
	const words = `batch ${batch}: ${inputs.toLocaleString("en")} inputs, ${violationsInAll} violations, ${seconds.toFixed(0)} s`;
	if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${words}`);
	else if (batch % 10 === 1) console.log(words);
}
