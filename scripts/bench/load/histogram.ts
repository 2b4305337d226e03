// Latencies in buckets that grow by a hundredth: percentiles to 1 %, in memory that does not grow with the run.

const GROWTH = 1.01;
const SMALLEST_MS = 0.01;

export class Histogram {
	readonly #buckets = new Map<number, number>();
	#count = 0;
	#max = 0;

	add(ms: number): void {
		const bucket = Math.max(0, Math.ceil(Math.log(ms / SMALLEST_MS) / Math.log(GROWTH)));
		this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
		this.#count += 1;
		this.#max = Math.max(this.#max, ms);
	}

	/** In milliseconds; all 0 where nothing was added. */
	summary(): { p50: number; p90: number; p99: number; max: number } {
		return { p50: this.#at(0.5), p90: this.#at(0.9), p99: this.#at(0.99), max: this.#max };
	}

	/** The upper end of the bucket that holds this share of all. */
	#at(share: number): number {
		let left = Math.ceil(share * this.#count);
		for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
			left -= count;
			if (left <= 0) return Math.min(this.#max, SMALLEST_MS * GROWTH ** bucket);
		}
		return 0;
	}
}
