// What a raw client has of the log: the part without a gap, and what waits beyond one until a page fills it.
import type { SeenEntry } from "./history.ts";

export interface Command {
	clientId: string;
	type: "send" | "note" | "claim" | "release" | "status";
	text?: string | undefined;
	/** The last seq that the sender had when it was first sent. */
	after: number;
	more?: { status: "open" | "resolved" } | undefined;
}

/** A hole in a live stream is an `ack` on its way or a fault: it is asked for after this. */
const GAP_LASTS_MS = 500;

export class RawLog {
	/** Everything up to it is here, from the first entry or from the newest 60 of a first welcome. */
	last = 0;
	readonly #ask: (frame: object) => void;
	readonly #beyond = new Set<number>();
	#isPaging = false;
	#asked = 0;
	#isOpened: boolean;
	#gapSince: number | undefined;

	constructor(ask: (frame: object) => void, fromStart: boolean) {
		this.#ask = ask;
		this.#isOpened = fromStart;
	}

	/** The cursor to connect with: none at first. */
	get opensAfter(): number | undefined {
		return this.#isOpened ? this.last : undefined;
	}

	get isPaging(): boolean {
		return this.#isPaging;
	}

	get isWhole(): boolean {
		return !this.#isPaging && this.#beyond.size === 0;
	}

	welcome(entries: readonly SeenEntry[], hasAfter: boolean): void {
		const [first] = entries;
		if (!this.#isOpened && first) this.last = first.seq - 1;
		this.#isOpened = true;
		this.#isPaging = false;
		this.take(entries);
		if (hasAfter) this.#more(entries);
	}

	/** A page that brings nothing beyond its cursor ends the paging, whatever it says of more. */
	page(entries: readonly SeenEntry[], hasAfter: boolean): void {
		this.#isPaging = false;
		this.take(entries);
		if (hasAfter && (entries.at(-1)?.seq ?? 0) > this.#asked) this.#more(entries);
	}

	pageRefused(): void {
		this.#isPaging = false;
	}

	take(entries: readonly SeenEntry[]): void {
		for (const { seq } of entries) if (seq > this.last) this.#beyond.add(seq);
		while (this.#beyond.delete(this.last + 1)) this.last += 1;
		for (const seq of this.#beyond) if (seq <= this.last) this.#beyond.delete(seq);
		if (this.#beyond.size === 0) this.#gapSince = undefined;
	}

	lookForGaps(now: number): void {
		if (this.#beyond.size === 0 || this.#isPaging) return;
		this.#gapSince ??= now;
		if (now - this.#gapSince > GAP_LASTS_MS) this.#more([]);
	}

	/** From the end of what came, also where that has a hole: a page must not be asked for over and over. */
	#more(came: readonly SeenEntry[]): void {
		this.#isPaging = true;
		this.#gapSince = undefined;
		this.#asked = Math.max(this.last, came.at(-1)?.seq ?? 0);
		this.#ask({ type: "page", after: this.#asked });
	}
}
