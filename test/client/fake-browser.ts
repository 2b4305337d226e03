// What pages of one origin share: a disk (IndexedDB), locks and channels, as far as the outbox uses them. It can be full,
// forbidden, cleared, or leave an opening without an answer.
import { vi } from "vitest";

type Trouble = "none" | "full" | "forbidden" | "never_opens" | "throws";
type Row = { scope: string; clientId: string; pending: { text: string } };

class FakeRequest {
	result: unknown;
	onsuccess = () => {};
	onerror = () => {};
	onblocked = () => {};
	onupgradeneeded = () => {};
}

class FakeTransaction {
	oncomplete = () => {};
	onabort = () => {};
	readonly #browser: FakeBrowser;

	constructor(browser: FakeBrowser) {
		this.#browser = browser;
	}

	objectStore() {
		const { rows } = this.#browser;
		return {
			put: (row: Row) => this.#run(() => void rows.set(keyOf(row.scope, row.clientId), structuredClone(row)), true),
			delete: (key: string[] | { scope: string }) =>
				this.#run(() => {
					if (Array.isArray(key)) rows.delete(keyOf(key[0], key[1]));
					else for (const [name, { scope }] of rows) if (scope === key.scope) rows.delete(name);
				}),
			// By key, as IndexedDB does, and not in the order in which they were written.
			getAll: ({ scope }: { scope: string }) =>
				this.#run(() => {
					const own = [...rows].filter(([, row]) => row.scope === scope).sort(([a], [b]) => (a < b ? -1 : 1));
					return own.map(([, row]) => structuredClone(row));
				}),
		};
	}

	/** A full disk lets the request succeed, and ends the transaction. */
	#run(work: () => unknown, needsRoom = false): FakeRequest {
		const request = new FakeRequest();
		setImmediate(() => {
			const fails = needsRoom && this.#browser.trouble === "full";
			if (!fails) request.result = work();
			request.onsuccess();
			if (fails) this.onabort();
			else this.oncomplete();
		});
		return request;
	}
}

class FakeDatabase {
	onversionchange = () => {};
	readonly #browser: FakeBrowser;
	#closed = false;

	constructor(browser: FakeBrowser) {
		this.#browser = browser;
		browser.connections.add(this);
	}

	createObjectStore(): void {}

	transaction(): FakeTransaction {
		if (this.#closed) throw new DOMException("the connection is closing", "InvalidStateError");
		return new FakeTransaction(this.#browser);
	}

	close(): void {
		this.#closed = true;
		this.#browser.connections.delete(this);
	}
}

export class FakeBrowser {
	trouble: Trouble = "none";
	/** By scope and client id. */
	readonly rows = new Map<string, Row>();
	readonly connections = new Set<FakeDatabase>();
	readonly #locks = new Map<string, Promise<unknown>>();
	readonly #channels = new Set<{ name: string; hear: (event: { data: unknown }) => void; owner: object }>();

	/** @param without what this browser does not have, or does not allow */
	constructor(without: { locks?: "missing" | "forbidden" } = {}) {
		vi.stubGlobal("indexedDB", { open: () => this.#open() });
		vi.stubGlobal("IDBKeyRange", { bound: ([scope]: string[]) => ({ scope }) });
		const locks = {
			request: async (name: string, ...more: unknown[]) => {
				if (without.locks === "forbidden") throw new DOMException("no storage here", "SecurityError");
				return this.#lock(name, more);
			},
		};
		vi.stubGlobal("navigator", without.locks === "missing" ? {} : { locks });
		vi.stubGlobal("BroadcastChannel", this.#channelClass());
	}

	/** The texts on the disk. */
	get kept(): string[] {
		return [...this.rows.values()].map(({ pending }) => pending.text).sort();
	}

	/** A page of a later release opens the database with a higher version. */
	upgrade(): void {
		for (const connection of this.connections) connection.onversionchange();
	}

	#open(): FakeRequest {
		const request = new FakeRequest();
		if (this.trouble === "throws") throw new DOMException("denied", "SecurityError");
		setImmediate(() => {
			if (this.trouble === "never_opens") return;
			if (this.trouble === "forbidden") return request.onerror();
			request.result = new FakeDatabase(this);
			request.onupgradeneeded();
			request.onsuccess();
		});
		return request;
	}

	async #lock(name: string, more: unknown[]): Promise<unknown> {
		const [options, held] = more.length === 2 ? more : [{}, more[0]];
		const { ifAvailable = false, signal } = Object(options);
		if (typeof held !== "function") throw new TypeError("no callback");
		const before = this.#locks.get(name);
		if (before !== undefined && ifAvailable) return held(null);
		const cancelled = new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
		cancelled.catch(() => {});
		const { promise: over, resolve: leave } = Promise.withResolvers<void>();
		const queue = Promise.all([before, over]);
		this.#locks.set(name, queue);
		try {
			if (before !== undefined) await Promise.race([before, cancelled]);
			return await held({ name });
		} finally {
			if (this.#locks.get(name) === queue) this.#locks.delete(name);
			leave();
		}
	}

	#channelClass() {
		const channels = this.#channels;
		return class {
			readonly #name: string;
			constructor(name: string) {
				this.#name = name;
			}
			addEventListener(_: string, hear: (event: { data: unknown }) => void): void {
				channels.add({ name: this.#name, hear, owner: this });
			}
			postMessage(data: unknown): void {
				for (const { name, hear, owner } of channels)
					if (name === this.#name && owner !== this) setImmediate(() => hear({ data }));
			}
			close(): void {
				for (const channel of channels) if (channel.owner === this) channels.delete(channel);
			}
		};
	}
}

function keyOf(scope: string | undefined, clientId: string | undefined): string {
	return `${scope} ${clientId}`;
}
