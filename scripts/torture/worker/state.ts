// What the shims have been told, and what they have done. Objects and doors of a local run share one isolate, so one place
// is enough; a killed runtime forgets it, and the program says it again.
import { Random } from "../random.ts";
import { CALM, NOTHING_DONE, type ShimDeeds, type ShimSettings } from "../shims.ts";

export const shims: { settings: ShimSettings; random: Random; done: ShimDeeds } = {
	settings: CALM,
	random: new Random(CALM.seed),
	done: { ...NOTHING_DONE },
};

/** @returns what was done under the settings that end with this */
export function setShims(settings: ShimSettings): ShimDeeds {
	const { done } = shims;
	// Told the same seed again it goes on: else each time would begin with the same draws.
	if (settings.seed !== shims.settings.seed) shims.random = new Random(settings.seed);
	shims.settings = settings;
	shims.done = { ...NOTHING_DONE };
	return done;
}
