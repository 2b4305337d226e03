// What idle visitors cost: how often anything of a conversation's object runs while nothing is said.
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { PING_EVERY_MS } from "../../src/protocol/limits.ts";
import { attach } from "./closed-loop.ts";
import type { Stage } from "./stage.ts";
import { ENTRIES_PATH } from "./worker/paths.ts";

export interface Idle {
	visitors: number;
	forMs: number;
	pings: number;
	/** Handlers entered, of any kind, in all their conversations together. */
	entries: number;
}

/** Lets visitors with written, stored conversations sit there, with the heartbeat that clients keep. */
export async function idle(stage: Stage, visitors: number, forMs: number): Promise<Idle> {
	await attach(stage, visitors);
	// The last summary for the desk and the confirmation of the last flush come by then.
	await quiet(stage);
	const before = await entries(stage);
	let pings = 0;
	const endsAt = performance.now() + forMs;
	for (let left = forMs; left > 0; left = endsAt - performance.now()) {
		pings += await stage.load.ping();
		await pause(Math.min(PING_EVERY_MS, left));
	}
	const entered = (await entries(stage)) - before;
	await stage.load.close();
	return { visitors, forMs, pings, entries: entered };
}

const SETTLES_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 2_000;

/** Until nothing has run between two looks. */
async function quiet(stage: Stage): Promise<void> {
	const deadline = performance.now() + SETTLES_WITHIN_MS;
	for (let last = -1, now = await entries(stage); now !== last; now = await entries(stage)) {
		if (performance.now() > deadline) throw new Error("the conversations never come to rest");
		last = now;
		await pause(LOOK_EVERY_MS);
	}
}

async function entries({ heddle }: Stage): Promise<number> {
	const answer = await fetch(`${heddle.workerOrigin}${ENTRIES_PATH}`);
	return z.object({ entries: z.number() }).parse(await answer.json()).entries;
}
