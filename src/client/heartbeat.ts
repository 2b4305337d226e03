// The heartbeat of a link: asks whether the other end lives, and tells when no answer comes.
import { MAX_BACKLOG_BYTES, PING_EVERY_MS, PONG_WITHIN_MS } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";

export class Heartbeat {
	readonly #clock: Clock;
	readonly #ping: () => void;
	readonly #dead: () => void;
	#cancelBeat: (() => void) | undefined;
	#cancelDeadline: (() => void) | undefined;
	/** Since the last beat, in UTF-16 units. */
	#received = 0;

	constructor(clock: Clock, ping: () => void, dead: () => void) {
		this.#clock = clock;
		this.#ping = ping;
		this.#dead = dead;
	}

	/** Beats from now on. */
	start(): void {
		this.#cancelBeat?.();
		this.#cancelBeat = this.#clock.after(PING_EVERY_MS, () => {
			this.beat();
			this.start();
		});
	}

	beat(withinMs = PONG_WITHIN_MS): void {
		this.#received = 0;
		this.expect(withinMs);
		this.#ping();
	}

	/** Something has to be heard within this. */
	expect(withinMs = PONG_WITHIN_MS): void {
		this.#cancelDeadline?.();
		this.#cancelDeadline = this.#clock.after(withinMs, this.#dead);
	}

	/** Whoever receives much says so: a server drops those of whom it cannot tell whether they read (limits.ts). */
	heard(length: number): void {
		this.#cancelDeadline?.();
		this.#received += length;
		if (this.#cancelBeat !== undefined && this.#received > MAX_BACKLOG_BYTES / 2) this.beat();
	}

	stop(): void {
		this.#cancelBeat?.();
		this.#cancelDeadline?.();
		this.#cancelBeat = undefined;
		this.#received = 0;
	}
}
