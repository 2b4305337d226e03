// `npm run torture [-- events]`: tears at a running Heddle and looks whether its promises hold. Exits with 1 where one does not.
import { randomInt } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Outcome } from "./torture/episode.ts";
import { tortureEvents } from "./torture/events/main.ts";
import { PARTS, programme } from "./torture/programme.ts";
import { inOneLine, sum, table, tableOfVerdicts, violationsInWords } from "./torture/report.ts";
import { run } from "./torture/run.ts";
import { selfTest, type Verdict } from "./torture/self-test.ts";
import { CLOCK_SPEED, raiseStage, type Stage } from "./torture/stage.ts";
import { writeDown } from "./torture/write-down.ts";

const USAGE = `npm run torture -- events [options]: webhooks instead of conversations; --help says which options
npm run torture -- [options]
  --rounds N     about how many rounds in all (25; for a release 3000)
  --only FAULT   ${PARTS.join(", ")}
  --seed N       plays the choices of an earlier run again
  --outage N     minutes without Postgres, by the platform's clock, which runs ${CLOCK_SPEED} times faster (4; for a release 30)
  --crowd N      sockets that are lost at once (500; for a release 10000)
  --write        puts the table into docs/reliability.md
  --self-test    breaks each guarantee on purpose, and looks whether the checkers notice
  --seconds N    of writing for each broken guarantee in the self-test (2)`;
/** On one conversation of a crowd: 16 that listen, 4 that write. */
const SOCKETS_OF_CONVERSATION = 20;

const options = z.object({
	rounds: z.coerce.number().int().min(1).default(25),
	only: z.enum(PARTS).optional(),
	seed: z.coerce
		.number()
		.int()
		.min(0)
		.default(() => randomInt(2 ** 31)),
	crowd: z.coerce.number().int().min(SOCKETS_OF_CONVERSATION).default(500),
	outage: z.coerce.number().positive().default(4),
	seconds: z.coerce.number().positive().default(2),
	"self-test": z.boolean().default(false),
	write: z.boolean().default(false),
});
type Asked = z.infer<typeof options>;

process.exitCode = process.argv[2] === "events" ? await tortureEvents(process.argv.slice(3)) : await main();

async function main(): Promise<number> {
	const asked = parse();
	if (!asked) return 2;
	console.log(`seed ${asked.seed}`);
	const began = performance.now();
	const stage = await raiseStage();
	// Else Ctrl-C would leave the state's folder behind.
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.once(signal, () => void stage.stop().finally(() => process.exit(130)));
	try {
		const good = asked["self-test"] ? await tryCheckers(stage, asked) : await torture(stage, asked);
		console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
		return good ? 0 : 1;
	} finally {
		await stage.stop();
	}
}

function parse(): Asked | undefined {
	const text = { type: "string" } as const;
	try {
		const { values } = parseArgs({
			options: {
				rounds: text,
				only: text,
				seed: text,
				crowd: text,
				outage: text,
				seconds: text,
				"self-test": { type: "boolean" },
				write: { type: "boolean" },
			},
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

async function torture(stage: Stage, asked: Asked): Promise<boolean> {
	const { rounds, only, seed, crowd, outage } = asked;
	const began = performance.now();
	const lines = await run(stage, programme(rounds, seed, only), {
		crowd: Math.round(crowd / SOCKETS_OF_CONVERSATION),
		outageMinutes: outage,
		onProgress: progress,
		onViolations: async (episode, outcome) => console.log(`\n  kept in ${await keep(outcome)} (${episode.part})`),
	});
	const words = [table(lines), ...violationsInWords(lines)];
	console.log(`\n\n${words.join("\n")}\n`);
	if (asked.write) writeDown(only === "kill" ? "kills" : "faults", again(asked), since(began), words.join("\n"));
	return sum(lines.map(({ violations }) => violations.length)) === 0;
}

async function tryCheckers(stage: Stage, asked: Asked): Promise<boolean> {
	const began = performance.now();
	const verdicts: Verdict[] = [];
	await selfTest(stage, asked, (verdict) => {
		verdicts.push(verdict);
		console.log(inOneLine(verdict));
	});
	if (asked.write) writeDown("self-test", again(asked), since(began), tableOfVerdicts(verdicts));
	return verdicts.every(({ asItShould }) => asItShould);
}

/** The command that plays the same choices again. */
function again({ rounds, only, seed, crowd, outage, "self-test": isSelfTest }: Asked): string {
	if (isSelfTest) return `npm run torture -- --self-test --seed ${seed}`;
	const kind = only ? ` --only ${only}` : ` --crowd ${crowd} --outage ${outage}`;
	return `npm run torture -- --rounds ${rounds}${kind} --seed ${seed}`;
}

function since(began: number): number {
	return (performance.now() - began) / 1000;
}

/** On a terminal one line that changes, else a line for each episode. */
function progress(words: string): void {
	if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${words}`);
	else if (!words.includes(": round ")) console.log(words);
}

/** Histories of conversations with violations, to look into. */
async function keep({ histories, violations }: Outcome): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "heddle-torture-violations-"));
	const torn = new Set(violations.map(({ conversation }) => conversation));
	for (const history of histories.filter(({ conversation }) => torn.has(conversation))) {
		const its = violations.filter(({ conversation }) => conversation === history.conversation);
		await writeFile(
			join(folder, `${history.conversation}.json`),
			JSON.stringify({ violations: its, history }, null, 1),
		);
	}
	return folder;
}
