/// <reference lib="dom" />
// The outbox of a browser: IndexedDB for the messages, Web Locks to know which page still lives, a BroadcastChannel to
// know which others write.
import { newClientId } from "./client-id.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Outbox, Pending } from "./outbox.ts";
import { isFields, isMaybe, isSeq, isText } from "./shape.ts";

const DATABASE = "heddle";
const STORE = "outbox";
/** Some browsers leave a page's first opening without an answer: messages wait for it no longer than a person would. */
const OPEN_WITHIN_MS = 2_000;

interface Stored {
	/** Whose outbox: a conversation and its reader. */
	scope: string;
	clientId: string;
	/** The page that sends it, as the name of a lock which that page holds while it lives. */
	owner: string;
	/** Milliseconds since 1970: the order in which the messages were written. */
	writtenAt: number;
	pending: Pending;
}

/**
 * Where pages cannot tell whether others live (no Web Locks), each page adopts everything that it finds: the server
 * drops repeats, so that costs a frame and no more. Where the browser lets us store nothing (a private window, a frame
 * without rights, a full disk) it keeps nothing, and `put` says so.
 */
export class IndexedDbOutbox implements Outbox {
	readonly #scope: string;
	readonly #clock: Clock;
	readonly #owner = `heddle.page.${newClientId()}`;
	readonly #writtenAt = new Map<string, number>();
	readonly #ended = new AbortController();
	readonly #database: Promise<IDBDatabase | undefined>;
	readonly #channel: BroadcastChannel | undefined;
	/** Pages whose end we wait for. */
	readonly #watched = new Set<string>();
	#hasWritten = false;
	#lastWrittenAt = 0;
	#listener: ((adopted: Pending[]) => void) | undefined;

	/** `scope`: the conversation's id with the reader's, so that two people at one browser never mix. */
	constructor(scope: string, clock: Clock = systemClock) {
		this.#scope = scope;
		this.#clock = clock;
		this.#database = openDatabase(clock);
		holdUntil(this.#owner, this.#ended.signal);
		this.#channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(`heddle.outbox.${scope}`) : undefined;
		this.#channel?.addEventListener("message", ({ data }) => {
			if (isText(data)) void this.#adoptAtEnd(data);
		});
	}

	onAdopted(listener: (adopted: Pending[]) => void): void {
		this.#listener = listener;
	}

	async load(): Promise<Pending[]> {
		const found = await this.#readAll();
		const adopted: Stored[] = [];
		for (const owner of new Set(found.map((stored) => stored.owner))) {
			if (owner === this.#owner || (await this.#isGone(owner))) {
				adopted.push(...(await this.#adopt(owner)));
			}
		}
		return adopted.sort((a, b) => a.writtenAt - b.writtenAt).map((stored) => stored.pending);
	}

	async put(pending: Pending): Promise<boolean> {
		const { clientId } = pending;
		const writtenAt = this.#writtenAt.get(clientId) ?? this.#next();
		this.#writtenAt.set(clientId, writtenAt);
		const stored: Stored = { scope: this.#scope, clientId, owner: this.#owner, writtenAt, pending };
		const isKept = (await this.#in("readwrite", (store) => store.put(stored))) !== undefined;
		if (isKept && !this.#hasWritten) {
			this.#hasWritten = true;
			this.#channel?.postMessage(this.#owner);
		}
		return isKept;
	}

	async remove(clientId: string): Promise<void> {
		this.#writtenAt.delete(clientId);
		await this.#in("readwrite", (store) => store.delete([this.#scope, clientId]));
	}

	async clear(): Promise<void> {
		await this.#in("readwrite", (store) => store.delete(this.#range()));
	}

	close(): void {
		this.#ended.abort();
		this.#channel?.close();
		void this.#database.then((database) => database?.close());
	}

	/** Now, and later than any other of this page: a burst keeps its order too. */
	#next(): number {
		this.#lastWrittenAt = Math.max(this.#clock.now(), this.#lastWrittenAt + 1);
		return this.#lastWrittenAt;
	}

	/** Whether the page of that name has ended. While it lives, we wait for its end and adopt what it leaves then. */
	async #isGone(owner: string): Promise<boolean> {
		if (!("locks" in navigator)) return true;
		try {
			const free = await navigator.locks.request(owner, { ifAvailable: true }, (lock) => lock !== null);
			if (!free) void this.#adoptAtEnd(owner);
			return free;
		} catch {
			// A frame without rights to storage: it finds nothing there anyway.
			return true;
		}
	}

	async #adoptAtEnd(owner: string): Promise<void> {
		if (this.#watched.has(owner) || !("locks" in navigator)) return;
		this.#watched.add(owner);
		try {
			const { signal } = this.#ended;
			const adopted = await navigator.locks.request(owner, { signal }, () => this.#adopt(owner));
			if (adopted.length > 0) this.#listener?.(adopted.map((stored) => stored.pending));
		} catch {
			// We ended first, or may not wait.
		}
	}

	/** Makes theirs ours; answers with them, oldest first. */
	async #adopt(owner: string): Promise<Stored[]> {
		const theirs = (await this.#readAll())
			.filter((stored) => stored.owner === owner)
			.sort((a, b) => a.writtenAt - b.writtenAt);
		for (const stored of theirs) {
			this.#writtenAt.set(stored.clientId, stored.writtenAt);
			await this.put(stored.pending);
		}
		return theirs;
	}

	async #readAll(): Promise<Stored[]> {
		const all = (await this.#in("readonly", (store) => store.getAll(this.#range())))?.result;
		return Array.isArray(all) ? all.filter(isStored) : [];
	}

	/** All keys [scope, …]: an array sorts after every text. */
	#range(): IDBKeyRange {
		return IDBKeyRange.bound([this.#scope], [this.#scope, []]);
	}

	/** Undefined where it did not work: full, closed, or cleared away by the browser. What is not kept, the page remembers. */
	async #in(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<IDBRequest | undefined> {
		const database = await this.#database;
		try {
			return await (database && completed(database.transaction(STORE, mode), ask));
		} catch {
			return undefined;
		}
	}
}

function openDatabase(clock: Clock): Promise<IDBDatabase | undefined> {
	return new Promise((resolve) => {
		const settle = (database?: IDBDatabase) => {
			cancel();
			resolve(database);
		};
		const cancel = clock.after(OPEN_WITHIN_MS, settle);
		try {
			const request = indexedDB.open(DATABASE, 1);
			request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["scope", "clientId"] });
			request.onsuccess = () => {
				const { result } = request;
				// A page of a later release wants to change it, and waits for us.
				result.onversionchange = () => result.close();
				settle(result);
			};
			request.onerror = request.onblocked = () => settle();
		} catch {
			settle();
		}
	});
}

/** Not before the transaction is complete: that the disk is full shows at its end. */
function completed(transaction: IDBTransaction, ask: (store: IDBObjectStore) => IDBRequest): Promise<IDBRequest> {
	return new Promise((resolve, reject) => {
		const request = ask(transaction.objectStore(STORE));
		transaction.oncomplete = () => resolve(request);
		transaction.onabort = reject;
	});
}

function holdUntil(name: string, signal: AbortSignal): void {
	if (!("locks" in navigator)) return;
	const ended = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
	// Where that is refused, others take us for gone: they adopt what we send, and the server drops the repeats.
	navigator.locks.request(name, () => ended).catch(() => {});
}

function isStored(value: unknown): value is Stored {
	if (!isFields(value) || !isText(value.owner) || !isSeq(value.writtenAt)) return false;
	return isText(value.clientId) && isPending(value.pending);
}

function isPending(value: unknown): value is Pending {
	if (!isFields(value) || !isText(value.clientId) || !isText(value.text) || !isSeq(value.after)) return false;
	const kindFits = value.kind === "message" || value.kind === "note";
	const stateFits = value.state === "sending" || value.state === "failed";
	return kindFits && stateFits && isMaybe(value.error, isFields);
}
