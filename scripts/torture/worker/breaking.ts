// Whether a guarantee is to be broken now, and the count of it.
import type { Break, EventBreak } from "../shims.ts";
import { shims } from "./state.ts";

/** Of the entries: often enough for a short run, seldom enough that everything else works. */
const SHARE = 0.05;
/** Of what is seldom: notes, read marks, the desk's rows. */
export const OFTEN = 0.5;

export function breaks(which: Break | EventBreak, share = SHARE): boolean {
	if (shims.settings.broken !== which || !shims.random.chance(share)) return false;
	shims.done.broken += 1;
	return true;
}
