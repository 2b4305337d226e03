// Closed loop: each sender keeps so many messages unanswered, at Heddle with everything attached and at the floor, in turn.
import { GATHER_MS } from "../../src/conversations/outbox.ts";
import { newId } from "../../src/platform/ids.ts";
import type { ConversationId } from "../../src/protocol/ids.ts";
import { cpuMs } from "./cpu.ts";
import { median } from "./figures.ts";
import { untilStored } from "./history.ts";
import type { Outcome } from "./load/plan.ts";
import type { Stage } from "./stage.ts";

export interface Shape {
	conversations: number;
	inFlight: number;
}

export interface Lengths {
	pairs: number;
	floorMs: number;
	heddleMs: number;
}

export interface ClosedLoop extends Shape {
	/** Acknowledged messages a second, each the median over the pairs. */
	floor: number;
	/** The clock stops when Postgres holds everything, less the five seconds that the last messages wait by design. */
	heddle: number;
	/** The same until the last acknowledgement alone: what people see. */
	whileLoaded: number;
	/** Until Postgres holds everything, with nothing taken off. */
	untilStored: number;
	/** Of each pair, then the median. */
	ratio: number;
	ratios: number[];
	latencyMs: { floor: Outcome["latencyMs"]; heddle: Outcome["latencyMs"] };
	/** Answers to the slowest sender for each to the median one; the worst run's. */
	fairness: number;
	/** Of one core, the highest. */
	loadCpuShare: number;
	/** Processor time of the runtime for a message, all its threads and for Heddle the history's batches too, in microseconds; null where the system does not tell. */
	serverCpuUs: { floor: number | null; heddle: number | null };
}

type Measured = Outcome & { serverCpuMs: number | null };

interface Pair {
	floor: Measured;
	heddle: Measured & { storedMs: number };
}

export async function closedLoop(stage: Stage, shape: Shape, lengths: Lengths): Promise<ClosedLoop> {
	const pairs: Pair[] = [];
	for (let i = 0; i < lengths.pairs; i++)
		pairs.push({
			floor: await floorRun(stage, shape, lengths.floorMs),
			heddle: await heddleRun(stage, shape, lengths.heddleMs),
		});
	const of = (value: (pair: Pair) => number) => median(pairs.map(value));
	const ratios = pairs.map(({ floor, heddle }) => rate(heddle, clocked(heddle)) / rate(floor));
	return {
		...shape,
		floor: of(({ floor }) => rate(floor)),
		heddle: of(({ heddle }) => rate(heddle, clocked(heddle))),
		whileLoaded: of(({ heddle }) => rate(heddle)),
		untilStored: of(({ heddle }) => rate(heddle, heddle.storedMs)),
		ratio: median(ratios),
		ratios,
		latencyMs: {
			floor: latencies(pairs.map(({ floor }) => floor)),
			heddle: latencies(pairs.map(({ heddle }) => heddle)),
		},
		fairness: Math.min(...pairs.map(({ heddle }) => fairness(heddle.perSender))),
		serverCpuUs: { floor: cpuUs(pairs.map(({ floor }) => floor)), heddle: cpuUs(pairs.map(({ heddle }) => heddle)) },
		loadCpuShare: Math.max(...pairs.flatMap(({ floor, heddle }) => [floor.cpuShare, heddle.cpuShare])),
	};
}

async function floorRun(stage: Stage, { conversations, inFlight }: Shape, forMs: number): Promise<Measured> {
	const { load, people, heddle } = stage;
	await load.open(Array.from({ length: conversations }, () => people.floorSeat(newId("request"))));
	const cpuBefore = cpuMs(heddle.pids());
	const outcome = await load.run({ kind: "closed", inFlight, forMs });
	const serverCpuMs = since(cpuBefore, stage);
	await load.close();
	return { ...outcome, serverCpuMs };
}

async function heddleRun(
	stage: Stage,
	{ conversations, inFlight }: Shape,
	forMs: number,
): Promise<Measured & { storedMs: number }> {
	const { ids, begun } = await attach(stage, conversations);
	const cpuBefore = cpuMs(stage.heddle.pids());
	const startedAt = performance.now();
	const outcome = await stage.load.run({ kind: "closed", inFlight, forMs });
	const storedAt = await untilStored(stage.heddle.database.ownerUrl, ids, begun + outcome.acknowledged);
	const serverCpuMs = since(cpuBefore, stage);
	await stage.load.close();
	return { ...outcome, storedMs: storedAt - startedAt, serverCpuMs };
}

function since(before: number | undefined, { heddle }: Stage): number | null {
	const now = cpuMs(heddle.pids());
	return before === undefined || now === undefined ? null : now - before;
}

function cpuUs(runs: Measured[]): number | null {
	const each = runs.flatMap(({ serverCpuMs, acknowledged }) =>
		serverCpuMs === null ? [] : [(serverCpuMs * 1000) / acknowledged],
	);
	return each.length === 0 ? null : median(each);
}

/** Conversations that have begun, each with its visitor and an agent, and an agent at the desk. */
export async function attach(
	{ load, people, heddle }: Stage,
	conversations: number,
): Promise<{ ids: ConversationId[]; begun: number }> {
	const ids = Array.from({ length: conversations }, () => newId("conversation"));
	await load.open(await Promise.all(ids.map((id) => people.visitorSeat(id))));
	// An agent finds only what has begun.
	const first = await load.run({ kind: "closed", inFlight: 1, forMs: 0 });
	await load.open(await Promise.all([people.deskSeat(), ...ids.map((id) => people.agentSeat(id))]));
	await untilStored(heddle.database.ownerUrl, ids, first.acknowledged);
	return { ids, begun: first.acknowledged };
}

export function rate({ acknowledged, tookMs }: Outcome, ms = tookMs): number {
	return (acknowledged * 1000) / ms;
}

function clocked({ tookMs, storedMs }: { tookMs: number; storedMs: number }): number {
	return Math.max(tookMs, storedMs - GATHER_MS);
}

export function fairness(perSender: number[]): number {
	return Math.min(...perSender) / median(perSender);
}

export function latencies(outcomes: Outcome[]): Outcome["latencyMs"] {
	const of = (name: keyof Outcome["latencyMs"]) => median(outcomes.map(({ latencyMs }) => latencyMs[name]));
	return { p50: of("p50"), p90: of("p90"), p99: of("p99"), max: of("max") };
}
