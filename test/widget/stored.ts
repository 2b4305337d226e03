// What a browser keeps, shared by its tabs, each of which hears of the others' changes.
import type { Elsewhere, Store } from "../../src/widget/frame/kept.ts";

type Listener = Parameters<Elsewhere["addEventListener"]>[1];
export type Tab = Elsewhere & { store: Store };

export class Browser {
	readonly #items = new Map<string, string>();
	readonly #tabs: Listener[][] = [];

	open(): Tab {
		const listeners: Listener[] = [];
		this.#tabs.push(listeners);
		const change = (key: string, newValue: string | null) => {
			if (newValue === null) this.#items.delete(key);
			else this.#items.set(key, newValue);
			for (const others of this.#tabs) if (others !== listeners) for (const hear of others) hear({ key, newValue });
		};
		return {
			addEventListener: (_, listener) => listeners.push(listener),
			store: {
				getItem: (key) => this.#items.get(key) ?? null,
				setItem: change,
				removeItem: (key) => change(key, null),
			},
		};
	}
}
