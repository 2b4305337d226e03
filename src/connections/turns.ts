// Turns: how much of one kind of work runs at once, and how much may wait for it.

export class Turns {
	readonly #most: number;
	readonly #mostWaiting: number;
	readonly #waiting: (() => void)[] = [];
	#running = 0;

	constructor(most: number, mostWaiting: number) {
		this.#most = most;
		this.#mostWaiting = mostWaiting;
	}

	/** Whether new work would have to wait. */
	get isBusy(): boolean {
		return this.#running >= this.#most;
	}

	/** Does the work when its turn comes, first come first served. Undefined, at once, where too many wait already. */
	async take<T>(work: () => Promise<T>): Promise<T | undefined> {
		if (this.#running >= this.#most) {
			if (this.#waiting.length >= this.#mostWaiting) return undefined;
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		} else this.#running += 1;
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			// The place is handed on, so that nobody who comes meanwhile can take it.
			if (next) next();
			else this.#running -= 1;
		}
	}
}
