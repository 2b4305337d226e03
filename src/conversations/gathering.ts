// Gathering: a lone piece of work is done at once; what comes in a crowd is done together, in one commit. So a lone message
// waits for nothing, and a busy conversation pays for one commit in many messages.

export interface GatheringPorts {
	/** Does all of a round. It must not throw. */
	work: (round: readonly (() => void)[]) => void;
	/** Resolves when everything written so far is on the disk. */
	durable: () => Promise<void>;
	/** Resolves when the others of a crowd are likely to be there. */
	company: () => Promise<void>;
}

export class Gathering {
	readonly #ports: GatheringPorts;
	#waiting: (() => void)[] = [];
	#committing = false;

	constructor(ports: GatheringPorts) {
		this.#ports = ports;
	}

	/**
	 * Work is done in the order in which it comes, and never across an await: all of one round is one commit. What comes
	 * while a crowd's commit is on its way to the disk is the next round. `inCrowd`: more is on its way.
	 */
	add(work: () => void, inCrowd: boolean): void {
		if (!inCrowd && !this.#committing) return this.#ports.work([work]);
		this.#waiting.push(work);
		if (!this.#committing) void this.#commitRounds();
	}

	async #commitRounds(): Promise<void> {
		this.#committing = true;
		try {
			await this.#ports.company();
			while (this.#waiting.length > 0) {
				const round = this.#waiting;
				this.#waiting = [];
				this.#ports.work(round);
				await this.#ports.durable();
			}
		} finally {
			// Also where a commit fails: the platform then resets the object, and what was not acknowledged is sent again.
			this.#committing = false;
		}
	}
}
