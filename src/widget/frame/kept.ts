// What the frame keeps between two visits: the visitor's token by inbox, and what was being written.

/** The part of `Storage` that we use. */
export interface Store {
	getItem(key: string): string | null;
	setItem(key: string, value: string): void;
	removeItem(key: string): void;
}

/** One text under one key. Where the browser keeps nothing (blocked, private, full), it lasts as long as the page. */
export class Kept {
	readonly #key: string;
	readonly #store: () => Store;
	#value: string | undefined;

	/** `store` is a function because merely naming `localStorage` throws where cookies are blocked. */
	constructor(key: string, store: () => Store) {
		this.#key = key;
		this.#store = store;
		this.#try((kept) => {
			this.#value = kept.getItem(key) ?? undefined;
		});
	}

	get value(): string | undefined {
		return this.#value;
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
		}
	}
}
