// A socket's stand-in where WebSockets are blocked: fetches by HTTP what a socket would have been told, and posts what
// it is given, one request at a time, so that nothing overtakes anything.
import { PING, PONG, PONG_WITHIN_MS } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";
import type { Hints } from "./hints.ts";
import type { Socket } from "./link.ts";
import { Probe } from "./probe.ts";
import { closeFor, localRefusal } from "./refusals.ts";
import { type Fields, isFields, isFlag, isText, parseFields } from "./shape.ts";

/** The part of `fetch` that polling uses. */
export type Fetch = (url: string, init: FetchInit) => Promise<{ status: number; text(): Promise<string> }>;
interface FetchInit {
	method: "GET" | "POST";
	headers: Record<string, string>;
	body?: string;
	/** The token alone says who asks: a cookie must not matter. */
	credentials: "omit";
	cache: "no-store";
	signal: AbortSignal;
}

export interface PollingWorld {
	/** The socket's address, with the newest cursor. */
	url: () => string;
	token: string;
	fetch: Fetch;
	clock: Clock;
	hints: Hints | undefined;
	/** Opens a WebSocket, to see whether that works by now. */
	dial: () => Socket;
	/** Told when it does and nothing is under way here, with what it has said since its welcome. */
	found: (socket: Socket, heard: readonly string[]) => void;
}

// Between two questions: 2 s while something happens, up to 15 s while nothing does or nobody looks (design.md).
const SHORTEST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15_000;
const WAIT_GROWS_BY = 1.5;
/** All events in one: a listener of each type reads its own part. */
interface Happening {
	data: string;
	code: number;
	reason: string;
}

export class Polling implements Socket {
	readonly #world: PollingWorld;
	readonly #listeners = new Map<string, (event: Happening) => void>();
	readonly #queue: string[] = [];
	readonly #ended = new AbortController();
	readonly #probe: Probe;
	readonly #stopHints: (() => void) | undefined;
	#isBusy = false;
	#waitMs = SHORTEST_WAIT_MS;
	/** The last welcome, its date aside. */
	#known = "";
	#cancelWait: (() => void) | undefined;

	constructor(world: PollingWorld) {
		this.#world = world;
		this.#probe = new Probe(world.clock, world.dial, () => this.#rest());
		// Another network may let sockets through.
		this.#stopHints = world.hints?.watch(() => this.#probe.hurry());
		// Not before somebody listens.
		queueMicrotask(() => void this.#work(""));
	}

	/** One listener of a type: a link needs no more. Requests that fail end in `close`, there are no errors beside. */
	addEventListener(type: string, listener: (event: Happening) => void): void {
		this.#listeners.set(type, listener);
	}

	/** A ping asks at once; what it brings is the answer. */
	send(data: string): void {
		if (data !== PING) this.#waitMs = SHORTEST_WAIT_MS;
		void this.#work(data === PING ? "" : data);
	}

	close(): void {
		this.#ended.abort();
		this.#cancelWait?.();
		this.#probe.stop();
		this.#stopHints?.();
	}

	/** Posts a frame, or asks for news (""), after all that was wanted before. */
	async #work(wanted: string): Promise<void> {
		if (wanted !== "" || !this.#queue.includes("")) this.#queue.push(wanted);
		if (this.#isBusy) return;
		this.#isBusy = true;
		this.#cancelWait?.();
		while (!this.#ended.signal.aborted) {
			const next = this.#queue.shift();
			if (next === undefined) break;
			await this.#exchange(next);
		}
		this.#isBusy = false;
		this.#rest();
	}

	#rest(): void {
		if (this.#isBusy || this.#ended.signal.aborted) return;
		const { clock, hints, found } = this.#world;
		this.#cancelWait?.();
		const better = this.#probe.take();
		if (better !== undefined) return found(better.socket, better.heard);
		const waitMs = hints?.isHidden?.() ? LONGEST_WAIT_MS : this.#waitMs;
		this.#cancelWait = clock.after(waitMs, () => void this.#work(""));
	}

	async #exchange(frame: string): Promise<void> {
		const { fetch, clock, token } = this.#world;
		const url = new URL(this.#world.url().replace(/\/socket\b/, "/frames"));
		if (frame !== "") url.search = "";
		const tooLong = clock.after(PONG_WITHIN_MS, () => this.#end(1006, ""));
		try {
			const answer = await fetch(url.href, {
				method: frame === "" ? "GET" : "POST",
				headers: { Authorization: `Bearer ${token}`, ...(frame !== "" && { "Content-Type": "application/json" }) },
				...(frame !== "" && { body: frame }),
				credentials: "omit",
				cache: "no-store",
				signal: this.#ended.signal,
			});
			const body = parseFields(await answer.text());
			if (answer.status === 200) this.#hear(body?.frames);
			else this.#refused(frame, answer.status, body ?? {});
		} catch {
			// Neither this nor what was to come after it is known to have arrived: a new link sends it again.
			this.#end(1006, "");
		} finally {
			tooLong();
		}
	}

	#hear(frames: unknown): void {
		if (!Array.isArray(frames)) return this.#end(1006, "");
		for (const frame of frames) {
			if (isFields(frame) && frame.type === "welcome") this.#pace(frame);
			this.#tell(JSON.stringify(frame));
		}
		this.#tell(PONG);
	}

	/** Asks more seldom while nothing is new. */
	#pace({ at: _, ...welcome }: Fields): void {
		const known = JSON.stringify(welcome);
		const isNew = known !== this.#known;
		this.#known = known;
		this.#waitMs = isNew ? SHORTEST_WAIT_MS : Math.min(LONGEST_WAIT_MS, this.#waitMs * WAIT_GROWS_BY);
	}

	/** A problem document becomes what a socket would have said or done. */
	#refused(frame: string, status: number, { code, title, retry }: Fields): void {
		const close = closeFor(status);
		if (close !== undefined || frame === "") return this.#end(close ?? 1006, isText(code) ? code : "");
		const isProblem = isText(code) && isText(title) && isFlag(retry);
		const said = isProblem ? { code, message: title, retry } : { ...localRefusal("unavailable"), retry: true };
		this.#tell(JSON.stringify({ type: "error", ...said, clientId: parseFields(frame)?.clientId }));
	}

	#tell(data: string): void {
		if (!this.#ended.signal.aborted) this.#emit("message", { data });
	}

	#end(code: number, reason: string): void {
		if (this.#ended.signal.aborted) return;
		this.close();
		this.#emit("close", { code, reason });
	}

	#emit(type: string, part: Partial<Happening>): void {
		this.#listeners.get(type)?.({ data: "", code: 1000, reason: "", ...part });
	}
}
