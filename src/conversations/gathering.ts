// Gathering: the first piece of work is done at once; what comes while its commit is on the way to the disk is done
// together, in one commit. A lone message waits for nothing, a busy conversation pays for one commit in many messages.

export class Gathering {
	readonly #durable: () => Promise<void>;
	#waiting: (() => void)[] = [];
	#committing = false;

	/** `durable` resolves when everything written so far is on the disk. */
	constructor(durable: () => Promise<void>) {
		this.#durable = durable;
	}

	/** Work is done in the order in which it comes, and never across an await: all of one round is one commit. */
	add(work: () => void): void {
		if (this.#committing) {
			this.#waiting.push(work);
			return;
		}
		work();
		this.#committing = true;
		void this.#goOn();
	}

	async #goOn(): Promise<void> {
		do {
			const round = this.#waiting;
			this.#waiting = [];
			for (const work of round) work();
			// A commit that fails resets the object: what was not acknowledged is sent again.
			await this.#durable().catch(() => {});
		} while (this.#waiting.length > 0);
		this.#committing = false;
	}
}
