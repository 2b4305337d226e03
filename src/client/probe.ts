// While a link has to poll: tries now and then whether a WebSocket opens after all.
import { PONG_WITHIN_MS } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";
import type { Socket } from "./link.ts";
import { parseFields } from "./shape.ts";

// The first soon, because a server that was just starting is no blocked network; then ever more seldom: most networks
// that block stay as they are.
const FIRST_AFTER_MS = 5_000;
const LONGEST_AFTER_MS = 5 * 60_000;

export interface Found {
	socket: Socket;
	/** What it has said, its welcome first. Grows until it is taken. */
	heard: readonly string[];
}

export class Probe {
	readonly #clock: Clock;
	readonly #dial: () => Socket;
	readonly #found: () => void;
	#cancel: (() => void) | undefined;
	#socket: Socket | undefined;
	#heard: string[] = [];

	/** `found` is called when there is something to `take`. */
	constructor(clock: Clock, dial: () => Socket, found: () => void) {
		this.#clock = clock;
		this.#dial = dial;
		this.#found = found;
		this.#wait(FIRST_AFTER_MS);
	}

	/** The socket that works and has not ended since: from now on it is the taker's. */
	take(): Found | undefined {
		if (this.#socket === undefined || this.#heard.length === 0) return undefined;
		const found = { socket: this.#socket, heard: this.#heard };
		this.#socket = undefined;
		return found;
	}

	/** Tries now, unless it does so already. */
	hurry(): void {
		if (this.#socket !== undefined) return;
		this.#cancel?.();
		this.#try(FIRST_AFTER_MS);
	}

	stop(): void {
		this.#cancel?.();
		const socket = this.#socket;
		this.#socket = undefined;
		try {
			socket?.close(1000);
		} catch {
			// Closed already.
		}
	}

	#wait(ms: number): void {
		this.#cancel = this.#clock.after(ms, () => this.#try(Math.min(LONGEST_AFTER_MS, ms * 2)));
	}

	#try(nextMs: number): void {
		const failed = () => {
			this.stop();
			this.#wait(nextMs);
		};
		this.#cancel = this.#clock.after(PONG_WITHIN_MS, failed);
		this.#heard = [];
		try {
			this.#listen(this.#dial(), failed);
		} catch {
			failed();
		}
	}

	#listen(socket: Socket, failed: () => void): void {
		this.#socket = socket;
		socket.addEventListener("message", ({ data }) => {
			if (socket !== this.#socket || typeof data !== "string") return;
			// A refusal is said before the close; only a welcome is one.
			const [first = ""] = data.split("\n", 1);
			if (this.#heard.length === 0 && parseFields(first)?.type !== "welcome") return;
			this.#heard.push(data);
			if (this.#heard.length > 1) return;
			this.#cancel?.();
			this.#found();
		});
		socket.addEventListener("close", () => {
			if (socket === this.#socket) failed();
		});
		socket.addEventListener("error", () => {});
	}
}
