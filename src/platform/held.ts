// What this isolate has read from KV in the last seconds. KV is a minute behind anyhow (platform-limits.md); a busy isolate
// asks it once in a while and not several times a request. A change that is made here is seen here at once.
import { Recent } from "./recent.ts";
import { systemClock } from "./world.ts";

export const HELD_MS = 5_000;
/** Connections of a workspace are 10 KB or so: 10 MB of an isolate's 128. */
const MOST = 1_000;

export class Held<Value> {
	readonly #values = new Recent<Value>({ lastsMs: HELD_MS, most: MOST });
	#changes = 0;

	/**
	 * What is held, else what `load` answers, which is held then: but not where a change was made while it was read, and no
	 * `undefined`, since what is not there may come at any moment.
	 */
	async read<Answer extends Value | undefined>(name: string, load: () => Promise<Answer>): Promise<Value | Answer> {
		const known = this.#values.get(name, systemClock.now());
		if (known !== undefined) return known;
		const changes = this.#changes;
		const value = await load();
		if (value !== undefined && changes === this.#changes) this.#values.set(name, value, systemClock.now());
		return value;
	}

	changed(name: string, value: Value): void {
		this.#changes += 1;
		this.#values.set(name, value, systemClock.now());
	}

	forget(name: string): void {
		this.#changes += 1;
		this.#values.forget(name);
	}
}
