// Every promise is broken on purpose, one after the other: an oracle that does not notice is worth nothing.
import { BREAKS, type Break } from "./control.ts";
import { run } from "./run.ts";
import type { Stage } from "./stage.ts";

/** What the report must say, in the oracles' words. */
const NOTICED_AS: Record<Break, RegExp> = {
	throws: /a fault: webSocketMessage threw/,
	resets: /was constructed \d+ times/,
	falls_silent: /answered no answer/,
	leaks: /got canary-/,
	unlisted_code: /got a stack/,
	forgets: /is not there|stands at place/,
};

export interface Verdict {
	broken: Break | null;
	asItShould: boolean;
	violations: number;
}

/** One batch each; nothing broken first, which must find nothing. */
export async function selfTest(stage: Stage, seed: number, tell: (verdict: Verdict) => void): Promise<boolean> {
	let isGood = true;
	for (const [index, broken] of [null, ...BREAKS].entries()) {
		const verdict = await tryWith(stage, broken, seed + index);
		tell(verdict);
		isGood &&= verdict.asItShould;
	}
	return isGood;
}

async function tryWith(stage: Stage, broken: Break | null, seed: number): Promise<Verdict> {
	const plan = { seed, seconds: 0, ...(broken && { broken }) };
	const { violations, violationsInAll } = await run(stage, plan);
	const asItShould =
		broken === null ? violationsInAll === 0 : violations.some(({ what }) => NOTICED_AS[broken].test(what));
	return { broken, asItShould, violations: violationsInAll };
}
