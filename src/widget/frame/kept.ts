// What the frame keeps between two visits: the visitor's token by inbox, and what was being written.

/** The part of `Storage` that we use. */
export interface Store {
	getItem(key: string): string | null;
	setItem(key: string, value: string): void;
	removeItem(key: string): void;
}

/** Tells of changes that other tabs make, as the `storage` events of a window do. `key` is null when all was cleared. */
export interface Elsewhere {
	addEventListener(type: "storage", listener: (event: { key: string | null; newValue: string | null }) => void): void;
}

/** One text under one key. Where the browser keeps nothing (blocked, private, full), it lasts as long as the page. */
export class Kept {
	readonly #key: string;
	readonly #store: () => Store;
	readonly #elsewhere: Elsewhere | undefined;
	#value: string | undefined;
	/** False where the browser takes nothing: what is read there says nothing. */
	#lasts = true;

	/** `store` is a function because merely naming `localStorage` throws where cookies are blocked. */
	constructor(key: string, store: () => Store, elsewhere?: Elsewhere) {
		this.#key = key;
		this.#store = store;
		this.#elsewhere = elsewhere;
		this.reread();
	}

	get value(): string | undefined {
		return this.#value;
	}

	/** Looks again: another tab may have kept something since. */
	reread(): void {
		if (!this.#lasts) return;
		this.#try((kept) => {
			this.#value = kept.getItem(this.#key) ?? undefined;
		});
	}

	/** Calls `listener` with what another tab has kept here, or undefined where it has forgotten. `value` stays what it was. */
	onElsewhere(listener: (value: string | undefined) => void): void {
		this.#elsewhere?.addEventListener("storage", ({ key, newValue }) => {
			if (key === null || key === this.#key) listener(newValue ?? undefined);
		});
	}

	set(value: string | undefined): void {
		this.#value = value;
		this.#try((kept) => {
			if (value) kept.setItem(this.#key, value);
			else kept.removeItem(this.#key);
		});
	}

	#try(use: (kept: Store) => void): void {
		try {
			use(this.#store());
		} catch {
			// Then only this page remembers.
			this.#lasts = false;
		}
	}
}
