// Every guarantee is broken on purpose, one after the other: a checker that does not notice is worth nothing.
import { newHome } from "./cast.ts";
import type { Checker } from "./checkers/check.ts";
import { playEpisode } from "./episode.ts";
import { Random } from "./random.ts";
import { BREAKS, type Break } from "./shims.ts";
import type { Stage } from "./stage.ts";
import { pause } from "./wait.ts";

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
): Promise<boolean> {
	let good = true;
	for (const [index, broken] of [null, ...BREAKS].entries()) {
		const verdict = await tryWith(stage, broken, seed + index, seconds);
		tell(verdict);
		good &&= verdict.asItShould;
	}
	return good;
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
