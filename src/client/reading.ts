// Entries as they come in, and the pages that are asked for where some are missing.
import { OPENING_ENTRIES } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";
import type { AnyEntry } from "./conversation-frames.ts";
import { Log } from "./log.ts";

// Between a refused page and the next try: a socket's frame budget refills within a second (limits.ts).
const ASK_AGAIN_AFTER_MS = 1_000;

export class Reading<E extends AnyEntry> {
	readonly log = new Log<E>();
	/** Whether a welcome has come, so that the log's end can be the cursor of the next connection. */
	isWelcomed = false;
	readonly #clock: Clock;
	readonly #send: (frame: object) => boolean;
	/** The page that is asked for; one at a time, because its answer does not name it. */
	#asked: "after" | "before" | undefined;
	#wantsBefore = false;
	#isBehind = false;
	#cancelAskAgain: (() => void) | undefined;

	constructor(clock: Clock, send: (frame: object) => boolean) {
		this.#clock = clock;
		this.#send = send;
	}

	/** Whether newer entries exist than those that can be shown. */
	get isCatchingUp(): boolean {
		return this.#isBehind || this.log.hasGap;
	}

	/** Each of these three answers the entries that became the newest to be shown. */
	welcome(entries: readonly E[], hasAfter: boolean): readonly E[] {
		const [first] = entries;
		if (!this.isWelcomed && first !== undefined) this.log.begin(first.seq);
		this.isWelcomed = true;
		this.#isBehind = hasAfter;
		const appended = this.log.merge(entries);
		this.#ask();
		return appended;
	}

	page(entries: readonly E[], hasAfter: boolean): readonly E[] {
		const asked = this.#asked;
		this.#asked = undefined;
		if (asked === "before") this.#wantsBefore = false;
		const appended = this.log.merge(entries);
		// What brought nothing is not asked for again: the next entry or the next reconnect does that.
		if (asked === "after") this.#isBehind = hasAfter && appended.length > 0;
		if (asked === "before" || appended.length > 0) this.#ask();
		return appended;
	}

	entry(entry: E): readonly E[] {
		const appended = this.log.merge([entry]);
		this.#ask();
		return appended;
	}

	loadBefore(): void {
		this.#wantsBefore = this.log.hasBefore;
		this.#ask();
	}

	/** The server refused something that had no client id: that can only be a page. */
	pageRefused(retry: boolean): void {
		if (this.#asked === undefined) return;
		this.#asked = undefined;
		if (!retry) return;
		this.#cancelAskAgain = this.#clock.after(ASK_AGAIN_AFTER_MS, () => {
			this.#cancelAskAgain = undefined;
			this.#ask();
		});
	}

	unplug(): void {
		this.#cancelAskAgain?.();
		this.#cancelAskAgain = undefined;
		this.#asked = undefined;
	}

	#ask(): void {
		if (this.#asked !== undefined || this.#cancelAskAgain !== undefined) return;
		if (this.isCatchingUp) {
			if (this.#send({ type: "page", after: this.log.last })) this.#asked = "after";
		} else if (this.#wantsBefore) {
			const frame = { type: "page", before: this.log.first, limit: OPENING_ENTRIES };
			if (this.#send(frame)) this.#asked = "before";
		}
	}
}
