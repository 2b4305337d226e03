// Waiting for something to be so, bounded.

const LOOK_EVERY_MS = 25;

export function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @returns whether it became so in time */
export async function comes(withinMs: number, isSo: () => boolean | Promise<boolean>): Promise<boolean> {
	const deadline = performance.now() + withinMs;
	while (!(await isSo())) {
		if (performance.now() > deadline) return false;
		await pause(LOOK_EVERY_MS);
	}
	return true;
}

/** @throws when it does not become so in time */
export function until(withinMs: number, what: string): (isSo: () => boolean) => Promise<void> {
	return async (isSo) => {
		if (!(await comes(withinMs, isSo))) throw new Error(`${what}: not within ${withinMs / 1000} s`);
	};
}
