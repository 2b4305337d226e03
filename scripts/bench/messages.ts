// The bench of conversations: how fast, how fair, how soon, and what it costs. docs/performance.md says how it is measured.
import { availableParallelism, cpus, loadavg } from "node:os";
import { z } from "zod";
import type { BenchOptions } from "../bench.ts";
import { type BusyRoom, busyRoom } from "./busy-room.ts";
import { type ClosedLoop, closedLoop } from "./closed-loop.ts";
import { type Idle, idle } from "./idle.ts";
import { type OpenLoop, openLoop } from "./open-loop.ts";
import { type Cost, costOf, counts } from "./prices.ts";
import { print, writeDown } from "./report.ts";
import { type Waits, waits } from "./round-trips.ts";
import { type Place, type Stage, setStage } from "./stage.ts";
import { missed } from "./targets.ts";
import { COST_PATH } from "./worker/paths.ts";

/** Conversations and messages in flight in each: one person, a shop, a busy shop. */
const SHAPES = [1, 50, 200].flatMap((conversations) => [1, 4].map((inFlight) => ({ conversations, inFlight })));
/** The one that the targets and the origin's claim are about. */
export const HEADLINE = { conversations: 50, inFlight: 4 };
const RATES = [200, 600, 1200];
const ROOM = 50;
/** Between a phone and a server on the same continent, on a bad day. */
const SLOW_MS = 150;

/** Three flush periods of five seconds, and a short look that proves nothing. */
const FULL = { pairs: 5, floorMs: 6_000, heddleMs: 16_000, openMs: 10_000, roomMs: 8_000, tries: 50, idleMs: 60_000 };
const QUICK = { pairs: 1, floorMs: 3_000, heddleMs: 6_000, openMs: 4_000, roomMs: 3_000, tries: 10, idleMs: 6_000 };
type Lengths = typeof FULL;

export interface Figures {
	machine: { cores: number; processor: string; database: string; loadAverage: { before: number; after: number } };
	date: string;
	/** A short look: its figures are no measurement. */
	quick: boolean;
	disk: { closed: ClosedLoop[]; open: OpenLoop[]; room: BusyRoom };
	memory: { closed: ClosedLoop[] };
	waits: Waits[];
	idle: Idle;
	cost: { gathered: Cost; alternating: Cost };
}

export async function benchMessages({ json, quick, write }: BenchOptions): Promise<boolean> {
	const lengths = quick ? QUICK : FULL;
	const say = json ? () => undefined : (line: string) => console.log(line);
	const [before = 0] = loadavg();
	const shapes = quick ? [HEADLINE] : SHAPES;
	const { database, ...disk } = await onStage("disk", false, async (stage) => ({
		database: stage.database,
		closed: await closedLoops(stage, shapes, lengths, say),
		open: await openLoops(stage, quick ? [600] : RATES, lengths, say),
		room: await busyRoom(stage, ROOM, { pairs: lengths.pairs, forMs: lengths.roomMs }),
	}));
	const memory = await onStage("memory", false, async (stage) => ({
		closed: await closedLoops(stage, [HEADLINE], lengths, say),
	}));
	const waiting = await onStage("disk", true, async (stage) => {
		say("start, resume, idle visitors, cost");
		return {
			waits: [await waited(stage, 0, lengths.tries), await waited(stage, SLOW_MS, lengths.tries)],
			idle: await idle(stage, ROOM, lengths.idleMs),
			cost: { gathered: await cost(stage, "gathered"), alternating: await cost(stage, "alternating") },
		};
	});
	const [after = 0] = loadavg();
	const processor = cpus()[0]?.model ?? "unknown";
	const machine = { cores: availableParallelism(), processor, database, loadAverage: { before, after } };
	const figures: Figures = { machine, date: new Date().toISOString(), quick, disk, memory, ...waiting };
	const misses = missed(figures);
	if (write) writeDown(figures, misses);
	if (json) console.log(JSON.stringify({ ...figures, missed: misses }));
	else print(figures, misses);
	return misses.length === 0;
}

async function onStage<T>(place: Place, demo: boolean, work: (stage: Stage) => Promise<T>): Promise<T> {
	await using stage = await setStage(place, demo);
	return await work(stage);
}

async function closedLoops(
	stage: Stage,
	shapes: (typeof HEADLINE)[],
	lengths: Lengths,
	say: (line: string) => void,
): Promise<ClosedLoop[]> {
	const results: ClosedLoop[] = [];
	for (const shape of shapes) {
		const result = await closedLoop(stage, shape, lengths);
		say(
			`${shape.conversations} conversations, ${shape.inFlight} in flight: ${Math.round(result.heddle)}/s, floor ${Math.round(result.floor)}/s`,
		);
		results.push(result);
	}
	return results;
}

async function openLoops(
	stage: Stage,
	rates: number[],
	{ pairs, openMs }: Lengths,
	say: (line: string) => void,
): Promise<OpenLoop[]> {
	const results: OpenLoop[] = [];
	for (const perSecond of rates) {
		const result = await openLoop(stage, HEADLINE.conversations, perSecond, { pairs, forMs: openMs });
		const { heddle, floor } = result.latencyMs;
		say(`${perSecond} messages/s: p99 ${Math.round(heddle.p99)} ms, floor ${Math.round(floor.p99)} ms`);
		results.push(result);
	}
	return results;
}

async function waited(stage: Stage, roundTripMs: number, tries: number): Promise<Waits> {
	const inbox = stage.heddle.seeded?.businesses.loom.inboxId;
	if (!inbox) throw new Error("the demo has an inbox");
	return waits(stage, inbox, roundTripMs, tries);
}

async function cost({ heddle }: Stage, what: keyof Figures["cost"]): Promise<Cost> {
	const answer = await fetch(`${heddle.workerOrigin}${COST_PATH}${what}/${crypto.randomUUID()}`);
	return costOf(counts.parse(z.looseObject({}).parse(await answer.json())));
}
