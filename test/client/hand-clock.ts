// A clock that stands still until a test moves it.
import type { Clock } from "../../src/client/clock.ts";

export class HandClock implements Clock {
	#now = Date.UTC(2026, 10, 23);
	#timers: { at: number; run: () => void }[] = [];

	now(): number {
		return this.#now;
	}

	after(ms: number, run: () => void): () => void {
		const timer = { at: this.#now + ms, run };
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	}

	/** How many timers are set: none may be left by what was closed. */
	get waiting(): number {
		return this.#timers.length;
	}

	/** Moves on, running what falls due in its order, and lets promises settle after each. */
	async advance(ms: number): Promise<void> {
		const end = this.#now + ms;
		await settled();
		for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
			this.#timers = this.#timers.filter((timer) => timer !== due);
			this.#now = due.at;
			due.run();
			await settled();
		}
		this.#now = end;
	}

	#next(end: number): { at: number; run: () => void } | undefined {
		return this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
	}
}

/** Resolves when every promise that can settle by itself has. */
export function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
