// Chance that can be had again: the same seed gives the same choices.

export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to 1. Mulberry32: public domain, by Tommy Ettinger. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	/** A whole number from `least` to `most`, both included. */
	between(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	pick<T>(from: readonly T[]): T {
		const picked = from[this.between(0, from.length - 1)];
		if (picked === undefined) throw new Error("nothing to pick from");
		return picked;
	}

	/** A generator of its own, so that what one part draws does not change what another gets. */
	fork(): Random {
		return new Random(Math.floor(this.next() * 2 ** 32));
	}
}
