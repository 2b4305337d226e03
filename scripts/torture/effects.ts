// What a fault really did, counted: a fault that does nothing proves nothing.

export type Effects = ReadonlyMap<string, number>;

export class Tally {
	readonly #counts = new Map<string, number>();

	add(what: string, count = 1): void {
		this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
	}

	get effects(): Effects {
		return this.#counts;
	}
}

/** Those of several episodes together. */
export function added(all: readonly Effects[]): Effects {
	const sum = new Tally();
	for (const effects of all) for (const [what, count] of effects) sum.add(what, count);
	return sum.effects;
}

export function inWords(effects: Effects): string {
	return [...effects].map(([what, count]) => `${count.toLocaleString("en")} ${what}`).join(", ");
}
