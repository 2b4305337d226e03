// Every promise about events is broken on purpose, one after the other: a checker that does not notice is worth nothing.
import type { Random } from "../random.ts";
import { EVENT_BREAKS, type EventBreak } from "../shims.ts";
import type { Stage } from "../stage.ts";
import type { AskedSystems } from "./asked.ts";
import type { Founded } from "./business.ts";
import type { EventChecker } from "./checkers.ts";
import type { EventQueue } from "./queue.ts";
import { playEvents } from "./run.ts";

/** Which checker must speak. Others may: one fault often breaks several promises. */
const NOTICED_BY: Record<EventBreak, EventChecker[]> = {
	hook_forged: ["forged", "stranger"],
	hook_refused: ["answered"],
	hook_unqueued: ["unqueued"],
	event_dropped: ["row"],
	event_doubled: ["row"],
	event_stuck: ["stuck"],
	timeline_dropped: ["timeline"],
	timeline_doubled: ["timeline"],
	alert_dropped: ["alert"],
	alert_doubled: ["alert"],
	alert_crossed: ["crossed"],
	old_wins: ["newest"],
	sweep_blind: ["found"],
};
/** Enough that each kind of effect comes often. */
const WEBHOOKS = 120;
/** Objects of one run: more than there are webhooks. */
const OBJECTS = 1_000;
const ENDS_WITHIN_MS = { whole: 60_000, stuck: 2_500 };

export interface EventVerdict {
	broken: EventBreak | null;
	/** Whether the checkers said what they had to: all of `NOTICED_BY`, or nothing where nothing is broken. */
	asItShould: boolean;
	/** How often it was broken. */
	times: number;
	/** Violations by checker. */
	found: Record<string, number>;
}

export async function tryEventCheckers(
	stage: Stage,
	{ queue, systems }: { queue: EventQueue; systems: AskedSystems },
	businesses: readonly Founded[],
	random: Random,
	tell: (verdict: EventVerdict) => void,
): Promise<void> {
	for (const [index, broken] of [null, ...EVENT_BREAKS].entries()) {
		const before = stage.done.broken;
		const { violations } = await playEvents(stage, queue, businesses, {
			webhooks: WEBHOOKS,
			random: random.fork(),
			from: 1 + index * OBJECTS,
			torn: false,
			// What is lost, the sweep has to find: where nothing else is broken, and where it is the sweep.
			...((broken === null || broken === "sweep_blind") && { systems, queueFaults: { lose: 0.5, double: 0 } }),
			...(broken && { broken }),
			endsWithinMs: broken === "event_stuck" ? ENDS_WITHIN_MS.stuck : ENDS_WITHIN_MS.whole,
		});
		const found = Object.fromEntries(
			[...Map.groupBy(violations, ({ checker }) => checker)].map(([checker, its]) => [checker, its.length]),
		);
		const asItShould =
			broken === null ? violations.length === 0 : NOTICED_BY[broken].every((checker) => checker in found);
		tell({ broken, asItShould, times: stage.done.broken - before, found });
	}
}
