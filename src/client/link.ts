// A WebSocket that comes back by itself: credentials, heartbeat, back-off, and the refusals that end it.
import { ERRORS } from "../protocol/errors.ts";
import {
	PING,
	PING_EVERY_MS,
	PONG,
	PONG_WITHIN_MS,
	SUBPROTOCOL,
	TOKEN_SUBPROTOCOL_PREFIX,
} from "../protocol/limits.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Hints, pageHints } from "./hints.ts";
import { type Fields, isFields } from "./shape.ts";

/**
 * `connecting`: the first try. `live`: welcomed. `catching_up`: welcomed, entries are still missing (set by
 * ConversationClient). `offline`: lost or never reached; tries go on. `refused`: the server said no for good.
 */
export type LinkState = "connecting" | "live" | "catching_up" | "offline" | "refused";

/** Thrown by a `token` function: no token will come, so the link ends as `refused` with this code. */
export class Refused extends Error {
	readonly code: string;
	constructor(code: string) {
		super(code);
		this.code = code;
	}
}

/** The part of a WebSocket that a link uses: browsers, Node 24 and `ws` all have it. */
export interface Socket {
	send(data: string): void;
	close(code?: number, reason?: string): void;
	addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
	addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
	addEventListener(type: "error", listener: () => void): void;
}
export type SocketClass = new (url: string, protocols: string[]) => Socket;

export interface LinkWorld {
	WebSocket?: SocketClass;
	clock?: Clock;
	/** A number from 0 up to 1, for the jitter. */
	random?: () => number;
	hints?: Hints;
}

export interface LinkOptions extends LinkWorld {
	/** Asked before each try, so that it can carry the newest cursor. http(s) or ws(s). */
	url: () => string;
	/** Asked at the first try and whenever the last one is refused or may be. A rejection counts as a failed try. */
	token: () => Promise<string>;
	onFrame: (frame: Fields) => void;
	onState: () => void;
}

// Full jitter between nothing and a limit that doubles: half a second spares a restarting server its first storm,
// 15 s is how long a person waits before believing that it is broken (design.md: polling stops at 15 s too).
const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 15_000;
/** A link that lived this long was a good one: the next loss starts from the shortest back-off again. */
const STEADY_MS = 5_000;
/** After a hint that the network changed, a live socket answers within this or is taken for dead. */
const HINTED_PONG_WITHIN_MS = 2_500;
/** Scripts cannot see why a handshake failed: after this many in a row the token may be the reason. */
const FAILURES_BEFORE_NEW_TOKEN = 2;
/** Close codes after which trying again is pointless: forbidden, not found, rights taken back. */
const FINAL = new Map<number, string>([
	[ERRORS.forbidden.close, "forbidden"],
	[ERRORS.not_found.close, "not_found"],
	[ERRORS.replaced.close, "replaced"],
]);
/** A server that closes may say the exact code as its reason. */
const CODES = new Set(Object.keys(ERRORS));
/** Our own way of leaving a socket that does not answer any more (4000 to 4999 are private, RFC 6455). */
const NO_PONG = 4000;

export class Link {
	state: LinkState = "connecting";
	/** Why the link is `refused`: a code of the error table. */
	refusal: string | undefined;
	readonly #options: LinkOptions;
	readonly #clock: Clock;
	#stopHints: (() => void) | undefined;
	#socket: Socket | undefined;
	#token: string | undefined;
	#tries = 0;
	#failures = 0;
	#liveSince = 0;
	#closed = false;
	#cancelRetry: (() => void) | undefined;
	#cancelPing: (() => void) | undefined;
	#cancelDeadline: (() => void) | undefined;

	constructor(options: LinkOptions) {
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
	}

	/** Begins to connect. Called once, when those who are told of changes are ready. */
	start(): void {
		this.#stopHints = (this.#options.hints ?? pageHints())?.watch(() => this.#hinted());
		void this.#connect();
	}

	/** Sends a frame if the link is live; false says that it was not sent. */
	send(frame: object): boolean {
		if (this.state !== "live" || this.#socket === undefined) return false;
		try {
			this.#socket.send(JSON.stringify(frame));
			return true;
		} catch {
			// Closing already; its close event follows, and whoever needs an answer sends again after that.
			return false;
		}
	}

	close(): void {
		this.#closed = true;
		this.#stopHints?.();
		this.#drop(1000);
	}

	async #connect(): Promise<void> {
		const number = ++this.#tries;
		try {
			const token = this.#token ?? (await this.#options.token());
			if (this.#closed || number !== this.#tries) return;
			this.#token = token;
			this.#open(token);
		} catch (error) {
			if (this.#closed || number !== this.#tries) return;
			if (error instanceof Refused) this.#refuse(error.code);
			else this.#lose();
		}
	}

	#open(token: string): void {
		const SocketType: SocketClass = this.#options.WebSocket ?? WebSocket;
		const url = this.#options.url().replace(/^http/, "ws");
		const socket = new SocketType(url, [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token]);
		this.#socket = socket;
		this.#expectAnswer(PONG_WITHIN_MS);
		socket.addEventListener("message", (event) => {
			if (socket === this.#socket) this.#receive(event.data);
		});
		socket.addEventListener("close", (event) => {
			if (socket === this.#socket) this.#lose(event.code, event.reason);
		});
		// `close` always follows; the listener keeps `ws` from throwing.
		socket.addEventListener("error", () => {});
	}

	#receive(data: unknown): void {
		this.#cancelDeadline?.();
		if (typeof data !== "string" || data === PONG) return;
		const frame = parse(data);
		if (frame === undefined) return;
		const welcomed = this.state !== "live" && frame.type === "welcome";
		if (welcomed) {
			this.state = "live";
			this.#liveSince = this.#clock.now();
			this.#ping(PING_EVERY_MS);
		}
		// Nothing that is said before the welcome counts.
		if (this.state === "live") this.#options.onFrame(frame);
		if (welcomed) this.#options.onState();
	}

	#ping(inMs: number): void {
		this.#cancelPing?.();
		this.#cancelPing = this.#clock.after(inMs, () => {
			this.#pingNow(PONG_WITHIN_MS);
			this.#ping(PING_EVERY_MS);
		});
	}

	#pingNow(withinMs: number): void {
		this.#expectAnswer(withinMs);
		try {
			this.#socket?.send(PING);
		} catch {
			// A socket that cannot send closes; the deadline catches the one that does not even do that.
		}
	}

	#expectAnswer(withinMs: number): void {
		this.#cancelDeadline?.();
		this.#cancelDeadline = this.#clock.after(withinMs, () => this.#lose());
	}

	#hinted(): void {
		if (this.#cancelRetry !== undefined) {
			this.#cancelRetry();
			this.#cancelRetry = undefined;
			void this.#connect();
		} else if (this.state === "live") {
			this.#pingNow(HINTED_PONG_WITHIN_MS);
		}
	}

	#lose(code?: number, reason?: string): void {
		const wasSteady = this.state === "live" && this.#clock.now() - this.#liveSince >= STEADY_MS;
		this.#drop(NO_PONG);
		const final = code === undefined ? undefined : FINAL.get(code);
		if (final !== undefined) {
			this.#refuse(reason !== undefined && CODES.has(reason) ? reason : final);
			return;
		}
		if (wasSteady) this.#failures = 0;
		this.#failures += 1;
		const tokenDoubtful = this.#failures % FAILURES_BEFORE_NEW_TOKEN === 0;
		if (code === ERRORS.token_expired.close || tokenDoubtful) this.#token = undefined;
		const limit = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (this.#failures - 1));
		this.#cancelRetry = this.#clock.after((this.#options.random ?? Math.random)() * limit, () => {
			this.#cancelRetry = undefined;
			void this.#connect();
		});
		this.#enter("offline");
	}

	#refuse(code: string): void {
		this.#drop(1000);
		this.refusal = code;
		this.#enter("refused");
	}

	#enter(state: LinkState): void {
		if (state === this.state) return;
		this.state = state;
		this.#options.onState();
	}

	/** Lets go of socket and timers. A try whose token is still on its way no longer counts. */
	#drop(code: number): void {
		this.#tries += 1;
		const socket = this.#socket;
		this.#socket = undefined;
		for (const cancel of [this.#cancelRetry, this.#cancelPing, this.#cancelDeadline]) cancel?.();
		this.#cancelRetry = undefined;
		try {
			socket?.close(code);
		} catch {
			// Some runtimes throw when it is closed already: that is what we want of it.
		}
	}
}

function parse(data: string): Fields | undefined {
	try {
		const value: unknown = JSON.parse(data);
		return isFields(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
