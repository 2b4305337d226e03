// What the shims have been told. Objects and doors of a local run share one isolate, so one place is enough; a killed
// runtime forgets it, and the program says it again.
import { Random } from "../random.ts";
import { CALM, type ShimSettings } from "../shims.ts";

export const shims: { settings: ShimSettings; random: Random } = { settings: CALM, random: new Random(CALM.seed) };

export function setShims(settings: ShimSettings): void {
	shims.settings = settings;
	shims.random = new Random(settings.seed);
}
