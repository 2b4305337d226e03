// Rates: token buckets in memory. An object that slept forgets them, and by then they are full again.

export interface RateOf {
	burst: number;
	perSecond: number;
}

interface Bucket {
	left: number;
	atMs: number;
	refused: number;
}

/** Keys that are remembered; beyond it the oldest start over. A conversation has a handful of sockets and senders. */
const MOST_KEYS = 500;

export class Rate<Key> {
	readonly #of: RateOf;
	readonly #buckets = new Map<Key, Bucket>();

	constructor(of: RateOf) {
		this.#of = of;
	}

	/** Whether this key may go on now; else how often in a row it has been refused. */
	take(key: Key, nowMs: number): { ok: true } | { ok: false; refused: number } {
		const { burst, perSecond } = this.#of;
		const bucket = this.#buckets.get(key) ?? this.#fresh(key, nowMs);
		const refilled = Math.min(burst, bucket.left + (Math.max(0, nowMs - bucket.atMs) / 1000) * perSecond);
		bucket.atMs = nowMs;
		bucket.left = Math.max(0, refilled - 1);
		bucket.refused = refilled >= 1 ? 0 : bucket.refused + 1;
		return refilled >= 1 ? { ok: true } : { ok: false, refused: bucket.refused };
	}

	forget(key: Key): void {
		this.#buckets.delete(key);
	}

	#fresh(key: Key, nowMs: number): Bucket {
		const [oldest] = this.#buckets.keys();
		if (this.#buckets.size >= MOST_KEYS && oldest !== undefined) this.#buckets.delete(oldest);
		const bucket = { left: this.#of.burst, atMs: nowMs, refused: 0 };
		this.#buckets.set(key, bucket);
		return bucket;
	}
}
