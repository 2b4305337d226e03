// Open loop: messages come at a fixed rate, whether or not the last ones were answered, as people's do. What a message
// waits to be sent counts as waiting, so a stall shows in all that it held up.
import { newId } from "../../src/platform/ids.ts";
import { attach, latencies } from "./closed-loop.ts";
import { median } from "./figures.ts";
import { untilStored } from "./history.ts";
import type { Load, Outcome } from "./load/plan.ts";
import type { Stage } from "./stage.ts";

export interface OpenLoop {
	/** Of all conversations together. */
	perSecond: number;
	conversations: number;
	latencyMs: { floor: Outcome["latencyMs"]; heddle: Outcome["latencyMs"] };
	/** Heddle's p99 to the floor's, of each pair, then the median. */
	p99Ratio: number;
}

export async function openLoop(
	stage: Stage,
	conversations: number,
	perSecond: number,
	{ pairs, forMs }: { pairs: number; forMs: number },
): Promise<OpenLoop> {
	const load = { kind: "open", perSecond, forMs } as const;
	const [floor, heddle]: [Outcome[], Outcome[]] = [[], []];
	for (let i = 0; i < pairs; i++) {
		floor.push(await atFloor(stage, conversations, load));
		heddle.push(await atHeddle(stage, conversations, load));
	}
	return {
		perSecond,
		conversations,
		latencyMs: { floor: latencies(floor), heddle: latencies(heddle) },
		p99Ratio: median(heddle.map(({ latencyMs }, i) => latencyMs.p99 / (floor[i]?.latencyMs.p99 ?? Number.NaN))),
	};
}

async function atFloor({ load, people }: Stage, conversations: number, what: Load): Promise<Outcome> {
	await load.open(Array.from({ length: conversations }, () => people.floorSeat(newId("request"))));
	const outcome = await load.run(what);
	await load.close();
	return outcome;
}

async function atHeddle(stage: Stage, conversations: number, what: Load): Promise<Outcome> {
	const { ids, begun } = await attach(stage, conversations);
	const outcome = await stage.load.run(what);
	await untilStored(stage.heddle.database.ownerUrl, ids, begun + outcome.acknowledged);
	await stage.load.close();
	return outcome;
}
