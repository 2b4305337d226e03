// Gathering: the first piece of work is done at once; what comes while its commit is on the way to the disk is done
// together, in one commit. A lone message waits for nothing, a busy conversation pays for one commit in many messages.

export class Gathering {
	readonly #work: (round: readonly (() => void)[]) => void;
	readonly #durable: () => Promise<void>;
	#waiting: (() => void)[] = [];
	#committing = false;

	/** `work` does all of a round. `durable` resolves when everything written so far is on the disk. */
	constructor(work: (round: readonly (() => void)[]) => void, durable: () => Promise<void>) {
		this.#work = work;
		this.#durable = durable;
	}

	/** Work is done in the order in which it comes, and never across an await: all of one round is one commit. It must not throw. */
	add(work: () => void): void {
		this.#waiting.push(work);
		if (!this.#committing) void this.#commitRounds();
	}

	async #commitRounds(): Promise<void> {
		this.#committing = true;
		try {
			while (this.#waiting.length > 0) {
				const round = this.#waiting;
				this.#waiting = [];
				this.#work(round);
				await this.#durable();
			}
		} finally {
			// Also where a commit fails: the platform then resets the object, and what was not acknowledged is sent again.
			this.#committing = false;
		}
	}
}
