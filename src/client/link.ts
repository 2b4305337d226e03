// A WebSocket that comes back by itself: credentials, back-off, the refusals that end it, and HTTP where it is blocked.
import { PING, SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../protocol/limits.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Heartbeat } from "./heartbeat.ts";
import { type Hints, pageHints } from "./hints.ts";
import { type Fetch, Polling } from "./polling.ts";
import { CLOSE, finalCode, Refused } from "./refusals.ts";
import { type Fields, parseFields } from "./shape.ts";

/**
 * `connecting`: the first try. `live`: welcomed. `catching_up`: welcomed, entries are still missing (set by
 * ConversationClient). `offline`: lost or never reached; tries go on. `refused`: the server said no for good.
 */
export type LinkState = "connecting" | "live" | "catching_up" | "offline" | "refused";

export { Refused };

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
	/** For networks that block WebSockets. */
	fetch?: Fetch;
	clock?: Clock;
	/** A number from 0 up to 1, for the jitter. */
	random?: () => number;
	hints?: Hints;
}

export interface LinkOptions extends LinkWorld {
	/** Asked before each try, so that it can carry the newest cursor. http(s); ends in `/socket`, a query aside. */
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
/** So many sockets in a row that brought not one word: the network may not let them through, HTTP is tried then. */
const SILENCES_BEFORE_POLLING = 3;
/** Our own way of leaving a socket that does not answer any more (4000 to 4999 are private, RFC 6455). */
const NO_PONG = 4000;

export class Link {
	state: LinkState = "connecting";
	/** Why the link is `refused`: a code of the error table. */
	refusal: string | undefined;
	readonly #options: LinkOptions;
	readonly #clock: Clock;
	readonly #hints: Hints | undefined;
	readonly #heartbeat: Heartbeat;
	#stopHints: (() => void) | undefined;
	#socket: Socket | undefined;
	/** Set while it polls, or is about to. */
	#polls = false;
	/** Whether the present try has heard a word; undefined between tries. */
	#isHeard: boolean | undefined;
	/** Sockets in a row that brought none. */
	#silences = 0;
	#token: string | undefined;
	/** Tries fail, and the token may be why. */
	#isDoubtful = false;
	#tries = 0;
	#failures = 0;
	#liveSince = 0;
	#closed = false;
	#cancelRetry: (() => void) | undefined;

	constructor(options: LinkOptions) {
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
		this.#hints = options.hints ?? pageHints();
		this.#heartbeat = new Heartbeat(
			this.#clock,
			() => this.#put(PING),
			() => this.#lose(),
		);
	}

	/** Whether it is live without a WebSocket: what others do shows seconds later. */
	get isPolling(): boolean {
		return this.#polls && this.state === "live";
	}

	/** Begins to connect. Called once, when those who are told of changes are ready. */
	start(): void {
		this.#stopHints = this.#hints?.watch(() => this.#hinted());
		void this.#connect();
	}

	/** Sends a frame if the link is live; false says that it was not sent. */
	send(frame: object): boolean {
		return this.state === "live" && this.#put(JSON.stringify(frame));
	}

	close(): void {
		this.#closed = true;
		this.#stopHints?.();
		this.#drop(1000);
	}

	#put(data: string): boolean {
		try {
			this.#socket?.send(data);
			return this.#socket !== undefined;
		} catch {
			// Closing already; its close event follows, and whoever needs an answer sends again after that.
			return false;
		}
	}

	async #connect(): Promise<void> {
		const number = ++this.#tries;
		try {
			const token = await this.#goodToken();
			if (this.#closed || number !== this.#tries) return;
			this.#open(token);
		} catch (error) {
			if (this.#closed || number !== this.#tries) return;
			if (error instanceof Refused) this.#refuse(error.code);
			else this.#lose();
		}
	}

	/** One in doubt is better than none: who gives tokens may be away while all that this one opens is there. */
	async #goodToken(): Promise<string> {
		const known = this.#token;
		if (known !== undefined && !this.#isDoubtful) return known;
		try {
			return await this.#options.token();
		} catch (error) {
			if (known === undefined || error instanceof Refused) throw error;
			return known;
		}
	}

	#open(token: string): void {
		this.#token = token;
		this.#isDoubtful = false;
		this.#isHeard = false;
		this.#heartbeat.expect();
		this.#listen(this.#polls ? this.#poll(token) : this.#dial(token));
	}

	/** @throws where the browser is told to let no page open one */
	#dial(token: string): Socket {
		const SocketType: SocketClass = this.#options.WebSocket ?? WebSocket;
		const url = this.#options.url().replace(/^http/, "ws");
		return new SocketType(url, [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token]);
	}

	#poll(token: string): Socket {
		return new Polling({
			url: this.#options.url,
			token,
			fetch: this.#options.fetch ?? ((url, init) => fetch(url, init)),
			clock: this.#clock,
			hints: this.#hints,
			dial: () => this.#dial(token),
			found: (socket, heard) => this.#leavePolling(socket, heard),
		});
	}

	/** WebSockets work after all. Nothing is under way by polling now, so nothing has to be sent again. */
	#leavePolling(socket: Socket, heard: readonly string[]): void {
		this.#socket?.close();
		this.#polls = false;
		this.#listen(socket);
		for (const data of heard) this.#receive(data);
		this.#options.onState();
	}

	#listen(socket: Socket): void {
		this.#socket = socket;
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
		if (typeof data !== "string") return;
		this.#isHeard = true;
		if (!this.#polls) this.#silences = 0;
		this.#heartbeat.heard(data.length);
		const socket = this.#socket;
		// Frames that come together are lines of one message. Whoever hears one may end the link.
		for (const line of data.split("\n")) if (socket === this.#socket) this.#take(parseFields(line));
	}

	#take(frame: Fields | undefined): void {
		if (frame === undefined) return;
		const welcomed = this.state !== "live" && frame.type === "welcome";
		if (welcomed) {
			this.state = "live";
			this.#liveSince = this.#clock.now();
			this.#heartbeat.start();
		}
		// Nothing that is said before the welcome counts.
		if (this.state === "live") this.#options.onFrame(frame);
		if (welcomed) this.#options.onState();
		// The server's close may come seconds after it.
		if (frame.type === "error" && frame.code === "token_expired") this.#lose(CLOSE.token_expired);
	}

	#hinted(): void {
		if (this.#cancelRetry !== undefined) {
			this.#cancelRetry();
			this.#cancelRetry = undefined;
			void this.#connect();
		} else if (this.state === "live") {
			this.#heartbeat.beat(HINTED_PONG_WITHIN_MS);
		}
	}

	#lose(code?: number, reason?: string): void {
		const wasSteady = this.state === "live" && this.#clock.now() - this.#liveSince >= STEADY_MS;
		const wasSilent = this.#isHeard === false;
		this.#drop(NO_PONG);
		const final = finalCode(code, reason);
		if (final !== undefined) return this.#refuse(final);
		if (wasSilent && this.#isBlocked()) return;
		if (wasSteady) this.#failures = 0;
		this.#failures += 1;
		if (code === CLOSE.token_expired) this.#token = undefined;
		this.#isDoubtful = this.#failures % FAILURES_BEFORE_NEW_TOKEN === 0;
		const limit = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (this.#failures - 1));
		this.#cancelRetry = this.#clock.after((this.#options.random ?? Math.random)() * limit, () => {
			this.#cancelRetry = undefined;
			void this.#connect();
		});
		this.#enter("offline");
	}

	/** After a try without a word. True: HTTP is tried in its place, at once. */
	#isBlocked(): boolean {
		const wasPolling = this.#polls;
		this.#polls = false;
		// By HTTP neither: that is no blocked network, and the next try is a socket again.
		if (wasPolling || ++this.#silences < SILENCES_BEFORE_POLLING || this.#token === undefined) return false;
		this.#polls = true;
		this.#open(this.#token);
		return true;
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
		this.#isHeard = undefined;
		this.#heartbeat.stop();
		this.#cancelRetry?.();
		this.#cancelRetry = undefined;
		try {
			socket?.close(code);
		} catch {
			// Some runtimes throw when it is closed already: that is what we want of it.
		}
	}
}
