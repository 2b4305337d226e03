// `npm run bench -- events`: how many business events a second go through door, queue and Postgres, against a floor that
// only queues and inserts; how soon an alert is on a desk; and what a peak of 300 a second does to the chat beside it.
import { cpus, loadavg } from "node:os";
import { z } from "zod";
import type { BenchOptions } from "../bench.ts";
import { connect } from "../neon/endpoint.ts";
import { comes } from "../torture/wait.ts";
import { attach } from "./closed-loop.ts";
import { AlertWatch } from "./events/alert-watch.ts";
import { all, Hooks, none, type Sent, type Share, tenth } from "./events/hooks.ts";
import { missedByEvents, reportEvents } from "./events/report.ts";
import { median, percentile } from "./figures.ts";
import { type BenchBusiness, openBusiness } from "./profile/business.ts";
import { playSystem } from "./profile/systems.ts";
import { type Stage, setStage } from "./stage.ts";
import { FLOOR_TABLE } from "./worker/paths.ts";

/** Four shops: a peak of 300 a second is then 75 of each, below what one connection may send (HOOK_LIMIT, 200). */
const SHOPS = 4;
const AT_ONCE = 32;
const RATES = [1, 10, 30];
const PEAK = 300;
/** Conversations that are written in meanwhile, and messages a second in all of them: a busy team. */
const CHAT = { conversations: 20, perSecond: 40 };
const FULL = { pairs: 3, loopMs: 10_000, rateMs: 20_000, peakMs: 60_000, quietMs: 15_000 };
const QUICK = { pairs: 1, loopMs: 3_000, rateMs: 4_000, peakMs: 6_000, quietMs: 5_000 };
type Lengths = typeof FULL;
const DRAINED_WITHIN_MS = 300_000;
const ALERTS_WITHIN_MS = 20_000;

interface Shares {
	p50: number;
	p99: number;
}

export interface EventFigures {
	machine: string;
	loadAverage: { before: number; after: number };
	database: string;
	date: string;
	quick: boolean;
	/** Events a second until the last one is in Postgres: medians, and the ratio of each pair. */
	sustained: { floor: number; nothing: number; tenth: number; ratio: number; ratios: number[]; ratioOfTenth: number };
	/** In ms, at so many a second, all of them matching. */
	rates: { perSecond: number; sent: number; alerts: number; alertMs: Shares; doorMs: Shares }[];
	peak: {
		perSecond: number;
		forMs: number;
		accepted: number;
		shed: number;
		/** After the last one was sent. */
		drainedAfterMs: number;
		/** Accepted events that are not applied, and matching ones without their alert, in the end. */
		lost: number;
		alertsMissing: number;
		alertMs: Shares;
		chatMs: { quiet: Shares; beside: Shares; ratio: number };
	};
}

export async function benchEvents({ json, quick }: BenchOptions): Promise<boolean> {
	const lengths = quick ? QUICK : FULL;
	const say = (line: string) => {
		if (!json) console.log(line);
	};
	const [before = 0] = loadavg();
	const systems = await Promise.all(Array.from({ length: SHOPS }, () => playSystem(20)));
	try {
		await using stage = await setStage(
			"disk",
			false,
			systems.map(({ origin }) => origin),
		);
		const business = await openBusiness(stage.heddle.workerOrigin, systems);
		await business.owner.post("/v1/rules", {
			name: "Urgent",
			enabled: true,
			kinds: ["order.created"],
			any: [{ fact: "tag", is: "urgent" }],
			actions: [{ type: "alert", severity: "urgent" }],
		});
		await makeFloorTable(stage);
		say("a business with four shops is there");
		const sustained = await sustainedRates(stage, business, lengths, say);
		const watch = await AlertWatch.open(stage.heddle.workerOrigin, business);
		const rates: EventFigures["rates"] = [];
		for (const perSecond of RATES) rates.push(await atRate(stage, business, watch, perSecond, lengths.rateMs, say));
		const peak = await atPeak(stage, business, watch, lengths, say);
		watch.close();
		const [after = 0] = loadavg();
		const figures: EventFigures = {
			machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}`,
			loadAverage: { before, after },
			database: stage.database,
			date: new Date().toISOString(),
			quick,
			sustained,
			rates,
			peak,
		};
		const misses = missedByEvents(figures);
		if (json) console.log(JSON.stringify({ ...figures, misses }));
		else reportEvents(figures, misses);
		return misses.length === 0;
	} finally {
		await Promise.all(systems.map((system) => system.stop()));
	}
}

async function makeFloorTable({ heddle }: Stage): Promise<void> {
	const owner = connect(heddle.database.ownerUrl);
	await owner.query(
		`create table ${FLOOR_TABLE} (id bigint generated always as identity primary key, body jsonb not null)`,
	);
	await owner.query(`grant insert on ${FLOOR_TABLE} to heddle_app`);
}

async function sustainedRates(
	stage: Stage,
	business: BenchBusiness,
	{ pairs, loopMs }: Lengths,
	say: (line: string) => void,
): Promise<EventFigures["sustained"]> {
	const runs: { floor: number; nothing: number; tenth: number }[] = [];
	for (let pair = 0; pair <= pairs; pair++) {
		const run = {
			floor: await sustainedRate(stage, undefined, none, loopMs),
			nothing: await sustainedRate(stage, business, none, loopMs),
			tenth: await sustainedRate(stage, business, tenth, loopMs),
		};
		say(
			`floor ${run.floor.toFixed(0)}/s, no match ${run.nothing.toFixed(0)}/s, a tenth matching ${run.tenth.toFixed(0)}/s`,
		);
		// The first one warms what is compiled on its first use.
		if (pair > 0) runs.push(run);
	}
	const ratios = runs.map(({ floor, nothing }) => nothing / floor);
	return {
		floor: median(runs.map(({ floor }) => floor)),
		nothing: median(runs.map(({ nothing }) => nothing)),
		tenth: median(runs.map((run) => run.tenth)),
		ratio: median(ratios),
		ratios,
		ratioOfTenth: median(runs.map((run) => run.tenth / run.floor)),
	};
}

/** Events a second, from the first one sent until the last one is in Postgres. */
async function sustainedRate(
	stage: Stage,
	business: BenchBusiness | undefined,
	matches: Share,
	forMs: number,
): Promise<number> {
	const hooks = new Hooks(stage.heddle.workerOrigin, business);
	const before = await inPostgres(stage, business);
	const began = performance.now();
	const { accepted } = await hooks.closedLoop(AT_ONCE, forMs, matches);
	await drained(stage, business, before + accepted);
	hooks.close();
	return (accepted / (performance.now() - began)) * 1000;
}

async function atRate(
	stage: Stage,
	business: BenchBusiness,
	watch: AlertWatch,
	perSecond: number,
	forMs: number,
	say: (line: string) => void,
): Promise<EventFigures["rates"][number]> {
	const hooks = new Hooks(stage.heddle.workerOrigin, business);
	const sent = await hooks.openLoop(perSecond, forMs, all);
	const times = await watch.timesOf(sent.dueAtMs, ALERTS_WITHIN_MS);
	hooks.close();
	const figures = { alertMs: shares(times), doorMs: shares(sent.answeredMs) };
	say(`${perSecond}/s: alert p99 ${figures.alertMs.p99.toFixed(0)} ms, door p99 ${figures.doorMs.p99.toFixed(0)} ms`);
	return { perSecond, sent: sent.accepted, alerts: times.length, ...figures };
}

async function atPeak(
	stage: Stage,
	business: BenchBusiness,
	watch: AlertWatch,
	{ peakMs, quietMs }: Lengths,
	say: (line: string) => void,
): Promise<EventFigures["peak"]> {
	await attach(stage, CHAT.conversations);
	const chat = (forMs: number) => stage.load.run({ kind: "open", perSecond: CHAT.perSecond, forMs });
	const { latencyMs: quiet } = await chat(quietMs);
	say(`chat without events: p99 ${quiet.p99.toFixed(0)} ms`);
	const hooks = new Hooks(stage.heddle.workerOrigin, business);
	const before = await inPostgres(stage, business);
	const [sent, { latencyMs: beside }] = await Promise.all([hooks.openLoop(PEAK, peakMs, tenth), chat(peakMs)]);
	const ended = performance.now();
	const lost = before + sent.accepted - (await drained(stage, business, before + sent.accepted));
	const drainedAfterMs = performance.now() - ended;
	const due = matching(sent);
	const times = await watch.timesOf(due, ALERTS_WITHIN_MS);
	hooks.close();
	await stage.load.close();
	say(`${PEAK}/s: chat p99 ${beside.p99.toFixed(0)} ms, drained after ${(drainedAfterMs / 1000).toFixed(1)} s`);
	return {
		perSecond: PEAK,
		forMs: peakMs,
		accepted: sent.accepted,
		shed: sent.shed,
		drainedAfterMs,
		lost,
		alertsMissing: due.size - times.length,
		alertMs: shares(times),
		chatMs: {
			quiet: { p50: quiet.p50, p99: quiet.p99 },
			beside: { p50: beside.p50, p99: beside.p99 },
			ratio: beside.p99 / quiet.p99,
		},
	};
}

function matching({ dueAtMs, matched }: Sent): Map<string, number> {
	return new Map([...dueAtMs].filter(([id]) => matched.has(id)));
}

const counted = z.tuple([z.object({ count: z.coerce.number() })]);

/** Events that are applied; rows of the floor. */
async function inPostgres({ heddle }: Stage, business: BenchBusiness | undefined): Promise<number> {
	const owner = connect(heddle.database.ownerUrl);
	const rows = business
		? await owner.query("select count(*) from events where workspace_id = $1 and state = 'applied'", [
				business.workspaceId,
			])
		: await owner.query(`select count(*) from ${FLOOR_TABLE}`);
	return counted.parse(rows)[0].count;
}

/** @returns how many are there, once they are all there or there was time for it */
async function drained(stage: Stage, business: BenchBusiness | undefined, wanted: number): Promise<number> {
	await comes(DRAINED_WITHIN_MS, async () => (await inPostgres(stage, business)) >= wanted);
	return inPostgres(stage, business);
}

function shares(times: number[]): Shares {
	if (times.length === 0) return { p50: Number.NaN, p99: Number.NaN };
	return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
