// What was written and is not acknowledged yet. It outlives the page, so that a reload loses nothing.

/**
 * A message on its way. `clientId` and `after` (the last seq seen when it was first sent) never change once it was
 * sent: by them the server knows a repeat.
 */
export interface Pending {
	clientId: string;
	kind: "message" | "note";
	text: string;
	after: number;
	state: "sending" | "failed";
	error?: { code: string; message: string };
}

/** Keeps pending messages. Its promises never reject: an outbox that cannot store is a memory, and says so. */
export interface Outbox {
	/** What earlier pages left behind and no living page sends, oldest first. */
	load(): Promise<Pending[]>;
	/** Answers whether it outlives the page. */
	put(pending: Pending): Promise<boolean>;
	remove(clientId: string): Promise<void>;
	/** Tells of messages that became ours because the page that wrote them ended. */
	onAdopted?(listener: (adopted: Pending[]) => void): void;
	/** Forgets all of this conversation's, as at sign-out. */
	clear(): Promise<void>;
	close(): void;
}

/** Lasts as long as the page. */
export class MemoryOutbox implements Outbox {
	readonly #items = new Map<string, Pending>();

	async load(): Promise<Pending[]> {
		return [...this.#items.values()];
	}

	async put(pending: Pending): Promise<boolean> {
		this.#items.set(pending.clientId, pending);
		return false;
	}

	async remove(clientId: string): Promise<void> {
		this.#items.delete(clientId);
	}

	async clear(): Promise<void> {
		this.#items.clear();
	}

	close(): void {}
}
