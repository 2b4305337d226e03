// `npm run torture -- events`: signed webhooks, repeated, shuffled, forged and malformed, against a runtime that is killed.
import { randomInt } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { z } from "zod";
import { Random } from "../random.ts";
import { raiseStage, type Stage } from "../stage.ts";
import { writeDown } from "../write-down.ts";
import { type AskedSystems, playAskedSystems } from "./asked.ts";
import { type Founded, foundBusinesses } from "./business.ts";
import { EventQueue } from "./queue.ts";
import { eventTable, eventVerdict, eventViolationsInWords, tableOfEventVerdicts } from "./report.ts";
import { type EventOutcome, playEvents } from "./run.ts";
import { type EventVerdict, tryEventCheckers } from "./self-test.ts";
import { DELIVERIES_PATH } from "./wire.ts";

const USAGE = `npm run torture -- events [options]
  --webhooks N   different ones, each sent 1 to 10 times (2000; for a release 100000)
  --seed N       plays the choices of an earlier run again
  --self-test    breaks each promise on purpose, and looks whether the checkers notice
  --write        puts the table into docs/reliability.md`;
const WORKSPACES = 4;
const WORKSPACES_OF_SELF_TEST = 2;

const options = z.object({
	webhooks: z.coerce.number().int().min(100).default(2_000),
	seed: z.coerce
		.number()
		.int()
		.min(0)
		.default(() => randomInt(2 ** 31)),
	"self-test": z.boolean().default(false),
	write: z.boolean().default(false),
});
type Asked = z.infer<typeof options>;

/** @returns the exit code: 0 where every promise held, or where every broken one was noticed */
export async function tortureEvents(args: string[]): Promise<number> {
	const asked = parse(args);
	if (!asked) return 2;
	console.log(`seed ${asked.seed}`);
	const began = performance.now();
	const random = new Random(asked.seed);
	await using parts = new AsyncDisposableStack();
	const queue = await EventQueue.open(random.fork());
	parts.defer(() => queue.close());
	const systems = await playAskedSystems();
	parts.defer(() => systems.stop());
	// Signatures with a window of time have to fit: the platform's clock is this machine's.
	const stage = await raiseStage({ clockSpeed: 1, queueOrigin: queue.origin, loopback: [systems.origin] });
	parts.defer(() => stage.stop());
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.once(signal, () => void parts.disposeAsync().finally(() => process.exit(130)));
	const workspaces = asked["self-test"] ? WORKSPACES_OF_SELF_TEST : WORKSPACES;
	const businesses = await foundBusinesses(stage, workspaces, systems.origin);
	queue.deliverTo(stage.workerOrigin + DELIVERIES_PATH);
	console.log(`${businesses.length} businesses with four systems each are there`);
	const stands = { stage, queue, systems, businesses, random, asked, began };
	const good = asked["self-test"] ? await tryCheckers(stands) : await torture(stands);
	console.log(`${since(began).toFixed(0)} s`);
	return good ? 0 : 1;
}

interface Stands {
	stage: Stage;
	queue: EventQueue;
	systems: AskedSystems;
	businesses: Founded[];
	random: Random;
	asked: Asked;
	began: number;
}

async function torture({ stage, queue, systems, businesses, random, asked, began }: Stands): Promise<boolean> {
	const { webhooks, seed } = asked;
	const plan = { webhooks, random, from: 1, torn: true, systems, onProgress: progress };
	const outcome = await playEvents(stage, queue, businesses, plan);
	const words = [eventTable(outcome, since(began)), ...eventViolationsInWords(outcome.violations)].join("\n");
	console.log(`\n\n${words}\n`);
	if (outcome.violations.length > 0) console.log(`kept in ${await keep(outcome)}`);
	const command = `npm run torture -- events --webhooks ${webhooks} --seed ${seed}`;
	if (asked.write) writeDown("events", command, since(began), words);
	return outcome.violations.length === 0;
}

async function tryCheckers({ stage, queue, systems, businesses, random, asked, began }: Stands): Promise<boolean> {
	const verdicts: EventVerdict[] = [];
	await tryEventCheckers(stage, { queue, systems }, businesses, random, (verdict) => {
		verdicts.push(verdict);
		console.log(eventVerdict(verdict));
	});
	const command = `npm run torture -- events --self-test --seed ${asked.seed}`;
	if (asked.write) writeDown("events-self-test", command, since(began), tableOfEventVerdicts(verdicts));
	return verdicts.every(({ asItShould }) => asItShould);
}

function parse(args: string[]): Asked | undefined {
	const text = { type: "string" } as const;
	const flag = { type: "boolean" } as const;
	try {
		const { values } = parseArgs({ args, options: { webhooks: text, seed: text, "self-test": flag, write: flag } });
		return options.parse(values);
	} catch (error) {
		console.error(
			error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error,
		);
		console.error(USAGE);
		return undefined;
	}
}

const TOLD_EVERY_MS = 5_000;
let toldAt = 0;
/** On a terminal one line that changes, else one every few seconds. */
function progress(words: string): void {
	if (process.stdout.isTTY) return void process.stdout.write(`\r\x1b[K${words}`);
	if (performance.now() - toldAt < TOLD_EVERY_MS) return;
	toldAt = performance.now();
	console.log(words);
}

async function keep({ history, violations }: EventOutcome): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "heddle-torture-violations-"));
	await writeFile(join(folder, "events.json"), JSON.stringify({ violations, history }));
	return folder;
}

function since(began: number): number {
	return (performance.now() - began) / 1000;
}
