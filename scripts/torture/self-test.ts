// Every guarantee is broken on purpose, one after the other: a checker that does not notice is worth nothing.
import { newHome } from "./cast.ts";
import type { Checker } from "./checkers/check.ts";
import { playEpisode } from "./episode.ts";
import { Random } from "./random.ts";
import { BREAKS, type Break } from "./shims.ts";
import type { Stage } from "./stage.ts";
import { comes, pause } from "./wait.ts";

/** Which checkers must speak. Others may: one fault often breaks several promises. */
const NOTICED_BY: Record<Break, Checker[]> = {
	lost_commit: ["lost"],
	no_dedupe: ["doubled"],
	reused_seq: ["collided"],
	gap: ["gap"],
	note_shown: ["note"],
	history_dropped: ["stored"],
	reordered: ["order"],
	order_differs: ["order"],
	words_changed: ["faithful"],
	seq_shown: ["reads"],
	desk_not_told: ["desk"],
};
/** What is not there by then was dropped: in peace it takes a second or two. */
const BROKEN = { quietWithinMs: 3_000, drainedWithinMs: 3_000, shownWithinMs: 1_500 };

/** Else a slow machine may not get round to it. */
const OFTEN_ENOUGH = 4;
const BROKEN_WITHIN_MS = 20_000;
const ASK_EVERY_MS = 200;

export interface Verdict {
	broken: Break | null;
	/** Whether the checkers said what they had to: all of `NOTICED_BY`, or nothing where nothing is broken. */
	asItShould: boolean;
	/** How often it was broken. */
	times: number;
	/** Violations by checker. */
	found: Record<string, number>;
}

/** @param seconds of writing for each broken guarantee */
export async function selfTest(
	stage: Stage,
	{ seed, seconds }: { seed: number; seconds: number },
	tell: (verdict: Verdict) => void,
): Promise<void> {
	for (const [index, broken] of [null, ...BREAKS].entries()) tell(await tryWith(stage, broken, seed + index, seconds));
}

async function tryWith(stage: Stage, broken: Break | null, seed: number, seconds: number): Promise<Verdict> {
	const before = stage.done.broken;
	const { violations } = await playEpisode(stage, {
		home: newHome(stage.secret, stage.ownerUrl),
		random: new Random(seed),
		conversations: 2,
		rounds: 1,
		repeats: 0.3,
		...(broken && { deadlines: BROKEN }),
		round: async () => {
			await stage.set({ broken, seed });
			await pause(seconds * 1000);
			if (broken) await comes(BROKEN_WITHIN_MS, () => isBrokenOften(stage, before));
			await stage.set({ broken: null });
		},
	});
	const found = Object.fromEntries(
		[...Map.groupBy(violations, ({ checker }) => checker)].map(([checker, its]) => [checker, its.length]),
	);
	const asItShould =
		broken === null ? violations.length === 0 : NOTICED_BY[broken].every((checker) => checker in found);
	return { broken, asItShould, times: stage.done.broken - before, found };
}

async function isBrokenOften(stage: Stage, before: number): Promise<boolean> {
	await pause(ASK_EVERY_MS);
	await stage.set({});
	return stage.done.broken - before >= OFTEN_ENOUGH;
}
