// `npm run bench -- profile`: what a profile of seven connections takes, against systems whose answers are timed.
import { cpus } from "node:os";
import type { BenchOptions } from "../bench.ts";
import { percentile } from "./figures.ts";
import { type BenchBusiness, openBusiness } from "./profile/business.ts";
import { type Cached, cachedRate, cardsAt } from "./profile/cached.ts";
import { type Look, look } from "./profile/look.ts";
import { missedByProfiles, reportProfiles } from "./profile/report.ts";
import { type PlayedSystem, playSystem } from "./profile/systems.ts";
import { setStage } from "./stage.ts";
import { LOOK_UPS_PATH } from "./worker/paths.ts";

/** Milliseconds that each of the seven thinks. */
const LATENCIES = [20, 60, 100, 150, 200, 250, 300];
const FULL = { looks: 40, opens: 200, lookUps: 10_000, pairs: 5, forMs: 3_000 };
const QUICK = { looks: 6, opens: 200, lookUps: 1_000, pairs: 1, forMs: 800 };

export interface ProfileFigures {
	machine: string;
	date: string;
	quick: boolean;
	/** Of looks at which every card is fetched anew, in ms. */
	fresh: {
		looks: number;
		/** First card, after the fastest system's answer. */
		firstMs: { p50: number; p95: number };
		/** Whole profile, after the slowest system's answer. */
		wholeMs: { p50: number; p95: number };
	};
	cached: Cached;
	/** Calls that each system got for so many opens at once. */
	coalesced: { opens: number; calls: number[] };
	/** p99 of the other six cards, with and without a system that hangs, in ms. */
	hanging: { withoutMs: number; withMs: number; ratio: number };
	/** Calls that reached a system that fails, of so many look-ups, and the probes that its breaker let through meanwhile. */
	failing: { lookUps: number; calls: number; probes: number; tookMs: number };
}

export async function benchProfiles({ json, quick }: BenchOptions): Promise<boolean> {
	const { looks, opens, lookUps, pairs, forMs } = quick ? QUICK : FULL;
	const say = (line: string) => {
		if (!json) console.log(line);
	};
	const systems = await Promise.all(LATENCIES.map(playSystem));
	await using stage = await setStage(
		"memory",
		false,
		systems.map(({ origin }) => origin),
	);
	const origin = stage.heddle.workerOrigin;
	const business = await openBusiness(origin, systems);
	say("a business with seven connections is there");
	try {
		const figures: ProfileFigures = {
			machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}`,
			date: new Date().toISOString(),
			quick,
			fresh: await freshLooks(origin, business, systems, looks, say),
			coalesced: await openAtOnce(origin, business, systems, opens, say),
			cached: await cachedRate(origin, business, { pairs, forMs }, say),
			hanging: await besideOneThatHangs(origin, business, systems, looks, say),
			failing: await floodOfLookUps(origin, business, systems, lookUps, say),
		};
		const misses = missedByProfiles(figures);
		if (json) console.log(JSON.stringify({ ...figures, misses }));
		else reportProfiles(figures, misses);
		return misses.length === 0;
	} finally {
		await Promise.all(systems.map((system) => system.stop()));
	}
}

async function freshLooks(
	origin: string,
	business: BenchBusiness,
	systems: readonly PlayedSystem[],
	looks: number,
	say: (line: string) => void,
): Promise<ProfileFigures["fresh"]> {
	const [first, whole]: [number[], number[]] = [[], []];
	for (let i = 0; i <= looks; i++) {
		const taken = await look(origin, business, true);
		if (taken.doneAtMs === undefined) throw new Error("a profile did not end");
		const answers = systems.map(({ answeredAtMs }) => answeredAtMs);
		// The first one finds nothing compiled and every object asleep.
		if (i === 0) continue;
		first.push(Math.min(...freshAt(taken)) - Math.min(...answers));
		whole.push(taken.doneAtMs - Math.max(...answers));
	}
	say(`${looks} profiles fetched anew`);
	const shares = (times: number[]) => ({ p50: percentile(times, 0.5), p95: percentile(times, 0.95) });
	return { looks, firstMs: shares(first), wholeMs: shares(whole) };
}

function freshAt({ cards }: Look): number[] {
	return [...cards.values()].flatMap(({ atMs, state }) => (state === "fresh" ? [atMs] : []));
}

async function openAtOnce(
	origin: string,
	business: BenchBusiness,
	systems: readonly PlayedSystem[],
	opens: number,
	say: (line: string) => void,
): Promise<ProfileFigures["coalesced"]> {
	await business.forget();
	await fetch(cardsAt(origin, business), { method: "DELETE" });
	const before = systems.map(({ calls }) => calls);
	await Promise.all(Array.from({ length: opens }, () => look(origin, business, false)));
	const calls = systems.map((system, i) => system.calls - (before[i] ?? 0));
	say(`${opens} opened at once: ${calls.join(", ")} calls`);
	return { opens, calls };
}

async function besideOneThatHangs(
	origin: string,
	business: BenchBusiness,
	systems: readonly PlayedSystem[],
	looks: number,
	say: (line: string) => void,
): Promise<ProfileFigures["hanging"]> {
	const hanging = Math.floor(systems.length / 2);
	const others = business.connections.filter((_, i) => i !== hanging);
	const allThere = ({ cards }: Look) => others.every((id) => cards.get(id)?.state === "fresh");
	const times = async (): Promise<number[]> => {
		const taken: number[] = [];
		for (let i = 0; i < looks; i++) {
			const { cards, beganAtMs } = await look(origin, business, true, allThere);
			for (const id of others) taken.push((cards.get(id)?.atMs ?? Number.NaN) - beganAtMs);
		}
		return taken;
	};
	const [system] = systems.slice(hanging);
	if (!system) throw new Error("no system to hang");
	const without = percentile(await times(), 0.99);
	system.mode = "hang";
	const withOne = percentile(await times(), 0.99);
	system.mode = "answer";
	say("one system hung");
	return { withoutMs: without, withMs: withOne, ratio: withOne / without };
}

/** A half minute is how long a breaker stays open (src/connections/breaker.ts). */
const PROBE_EVERY_MS = 30_000;

async function floodOfLookUps(
	origin: string,
	{ workspaceId, connections }: BenchBusiness,
	systems: readonly PlayedSystem[],
	lookUps: number,
	say: (line: string) => void,
): Promise<ProfileFigures["failing"]> {
	const [system, connection] = [systems[0], connections[0]];
	if (!system || !connection) throw new Error("no system to fail");
	system.mode = "fail";
	const before = system.calls;
	const began = performance.now();
	const answer = await fetch(`${origin}${LOOK_UPS_PATH}${lookUps}/${workspaceId}/${connection}`);
	if (!answer.ok) throw new Error(`the look-ups answered ${answer.status}: ${await answer.text()}`);
	await answer.body?.cancel();
	const tookMs = performance.now() - began;
	say(`${lookUps} look-ups of a system that fails`);
	return { lookUps, calls: system.calls - before, probes: Math.floor(tookMs / PROBE_EVERY_MS), tookMs };
}
