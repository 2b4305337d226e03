// What was learned lately, remembered by this isolate alone: a bounded number of names, the oldest forgotten first.

export class Recent<Value> {
	readonly #known = new Map<string, { value: Value; untilMs: number }>();
	readonly #lastsMs: number;
	readonly #most: number;

	constructor({ lastsMs, most }: { lastsMs: number; most: number }) {
		this.#lastsMs = lastsMs;
		this.#most = most;
	}

	get(name: string, nowMs: number): Value | undefined {
		const known = this.#known.get(name);
		if (!known || known.untilMs <= nowMs) return undefined;
		// Nothing lasts longer: then the clock has gone back.
		return known.untilMs - nowMs > this.#lastsMs ? undefined : known.value;
	}

	set(name: string, value: Value, nowMs: number): void {
		this.#known.delete(name);
		this.#known.set(name, { value, untilMs: nowMs + this.#lastsMs });
		const [oldest] = this.#known.keys();
		if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
	}

	forget(name: string): void {
		this.#known.delete(name);
	}
}
