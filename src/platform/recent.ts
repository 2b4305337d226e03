// What was asked lately, remembered by this isolate alone: a bounded number of names, the oldest forgotten first.

export class Recent {
	readonly #until = new Map<string, number>();
	readonly #lastsMs: number;
	readonly #most: number;

	constructor({ lastsMs, most }: { lastsMs: number; most: number }) {
		this.#lastsMs = lastsMs;
		this.#most = most;
	}

	has(name: string, nowMs: number): boolean {
		return (this.#until.get(name) ?? 0) > nowMs;
	}

	add(name: string, nowMs: number): void {
		this.#until.delete(name);
		this.#until.set(name, nowMs + this.#lastsMs);
		const [oldest] = this.#until.keys();
		if (this.#until.size > this.#most && oldest !== undefined) this.#until.delete(oldest);
	}

	forget(name: string): void {
		this.#until.delete(name);
	}
}
