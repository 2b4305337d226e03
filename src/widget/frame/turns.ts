// One tab after the other, where the browser can tell them apart.

/** A tab that waits longer than this for another one goes on by itself: the other may hang. */
const WAIT_AT_MOST_MS = 12_000;

/** Runs `work` while no other tab runs work of this name; at once where there are no Web Locks (plain http, old browsers). */
export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
	if (!("locks" in navigator)) return work();
	let begun: Promise<T> | undefined;
	try {
		await navigator.locks.request(name, { signal: AbortSignal.timeout(WAIT_AT_MOST_MS) }, () => {
			begun = work();
			return begun;
		});
	} catch {
		// Waited long enough, or locks are forbidden here: what did not begin in its turn begins out of it.
	}
	return begun ?? work();
}
