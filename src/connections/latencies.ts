// How long a system's answers take: of the newest ones, so that a bad hour is over when it is over.

/** Enough for a 99th percentile that is not simply the slowest of a few. */
const MOST = 200;

export class Latencies {
	#newest: number[] = [];

	add(ms: number): void {
		this.#newest.push(ms);
		if (this.#newest.length > MOST) this.#newest.shift();
	}

	/** In milliseconds; null where nothing was measured. */
	get percentiles(): { p50: number; p99: number } | null {
		if (this.#newest.length === 0) return null;
		const sorted = this.#newest.toSorted((a, b) => a - b);
		const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
		return { p50: at(0.5), p99: at(0.99) };
	}
}
