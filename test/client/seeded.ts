// Chance that a failing test can repeat.

export class Seeded {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to 1 (mulberry32: one 32-bit state, good enough to shuffle by). */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from 0 up to `limit`, without it. */
	upTo(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	shuffle<T>(items: readonly T[]): T[] {
		const keyed = items.map((item) => ({ item, key: this.next() }));
		return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
	}
}
