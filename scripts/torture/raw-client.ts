// A client written from src/protocol/README.md over a bare socket, so that no fault of ours in the SDK can hide one in the
// server. Keeps what is unanswered, sends it again, fills gaps, notices half-open links; and misbehaves when it is told to.
import WebSocket from "ws";
import { PING, PONG, SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../src/protocol/limits.ts";
import type { Persona } from "./cast.ts";
import { frameIn, type KnownFrame } from "./frames.ts";
import type { Random } from "./random.ts";
import { type Command, RawLog } from "./raw-log.ts";
import type { Recorder } from "./recorder.ts";

export interface Patience {
	/** After so long without a word the link is tried. */
	pingEveryMs: number;
	/** For a word after that; for the handshake, and for the welcome after it. */
	answerWithinMs: number;
	/** The first try after a loss comes within this, later ones further and further apart. */
	firstBackOffMs: number;
	longestBackOffMs: number;
}
/** Real time: a half-open link is noticed within some three seconds, which spares the run the protocol's 35. */
const LITTLE: Patience = { pingEveryMs: 700, answerWithinMs: 2_500, firstBackOffMs: 400, longestBackOffMs: 400 };
const LOOK_EVERY_MS = 250;
/** A server that answers pings has answered everything before them within this, or has lost it. */
const ANSWER_WITHIN_MS = 4_000;

export interface RawWorld {
	/** http origin of the wire. */
	origin: string;
	conversationId: string;
	recorder: Recorder;
	random: Random;
	/** A crowd has more. */
	patience?: Patience;
	/** Reads the log from its first entry on, not only its newest part. */
	fromStart?: boolean;
}

export class RawClient {
	readonly who: Persona;
	readonly log: RawLog;
	readonly #world: RawWorld;
	readonly #pending = new Map<string, Command & { sentAt: number }>();
	#socket: WebSocket | undefined;
	#number = 0;
	#isLive = false;
	#isClosed = false;
	/** Tries in a row that brought no welcome. */
	#failures = 0;
	#heardAt = 0;
	/** When the link was tried, while that has no answer. */
	#triedAt: number | undefined;
	#retry: NodeJS.Timeout | undefined;
	readonly #watch: NodeJS.Timeout;
	/** Sockets that were welcomed, in all. */
	welcomes = 0;
	/** Links that were left because they had fallen silent. */
	silences = 0;
	/** Frames that were sent once more than needed. */
	repeats = 0;

	constructor(who: Persona, world: RawWorld) {
		this.who = who;
		this.#world = world;
		this.log = new RawLog((ask) => this.#write(ask), world.fromStart ?? false);
		this.#watch = setInterval(() => this.#look(), Math.min(LOOK_EVERY_MS, this.#patience.pingEveryMs));
		this.#connect();
	}

	get isLive(): boolean {
		return this.#isLive;
	}

	get #patience(): Patience {
		return this.#world.patience ?? LITTLE;
	}

	/** Welcomed, with no gap, and nothing unanswered. */
	get isQuiet(): boolean {
		return this.#isLive && this.log.isWhole && this.#pending.size === 0;
	}

	get unanswered(): Command[] {
		return [...this.#pending.values()];
	}

	/** Sends a command now, or with the next welcome, until it is answered. */
	submit(command: Command): void {
		this.#pending.set(command.clientId, { ...command, sentAt: 0 });
		if (this.#isLive) this.#offer(command.clientId);
	}

	/** The same frame once more, whosever tab sent it first: it must have no second effect. */
	repeat(command: Command): void {
		if (!this.#isLive) return;
		this.repeats += 1;
		this.#send(command);
	}

	signal(frame: object): void {
		this.#write(frame);
	}

	/** The network goes: no goodbye. The client comes back by itself. */
	drop(): void {
		this.#socket?.terminate();
	}

	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#retry);
		clearInterval(this.#watch);
		this.#isLive = false;
		this.#socket?.terminate();
	}

	#connect(): void {
		const { origin, conversationId, recorder } = this.#world;
		const after = this.log.opensAfter;
		const query = after === undefined ? "" : `?after=${after}`;
		const url = `${origin.replace("http", "ws")}/v1/conversations/${conversationId}/socket${query}`;
		const socket = new WebSocket(url, [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + this.who.token], {
			handshakeTimeout: this.#patience.answerWithinMs,
			perMessageDeflate: false,
		});
		this.#socket = socket;
		this.#heardAt = performance.now();
		this.#triedAt = undefined;
		this.#number = recorder.open(this.who.side, after);
		// Frames that come together are lines of one message.
		socket.on("message", (data) => {
			for (const line of String(data).split("\n")) if (socket === this.#socket) this.#hear(line);
		});
		socket.on("close", () => socket === this.#socket && this.#lose());
		// `close` follows.
		socket.on("error", () => undefined);
	}

	#lose(): void {
		this.#isLive = false;
		this.#socket = undefined;
		if (this.#isClosed) return;
		clearTimeout(this.#retry);
		const { firstBackOffMs, longestBackOffMs } = this.#patience;
		const longest = Math.min(longestBackOffMs, firstBackOffMs * 2 ** this.#failures);
		this.#failures += 1;
		this.#retry = setTimeout(() => this.#connect(), this.#world.random.between(5, longest));
	}

	#look(): void {
		const now = performance.now();
		const { pingEveryMs, answerWithinMs } = this.#patience;
		// The second part of it is for a welcome: the socket may fall silent between the two.
		const deadline = this.#isLive ? this.#triedAt : this.#heardAt + answerWithinMs;
		if (this.#socket && deadline !== undefined && now - deadline > answerWithinMs) {
			this.silences += 1;
			return this.drop();
		}
		if (!this.#isLive) return;
		// Tried once: a later try must not put the deadline off.
		if (this.#triedAt === undefined && now - this.#heardAt > pingEveryMs) {
			this.#triedAt = now;
			this.#socket?.send(PING);
		}
		this.log.lookForGaps(now);
		for (const [clientId, { sentAt }] of this.#pending) if (now - sentAt > ANSWER_WITHIN_MS) this.#offer(clientId);
	}

	#hear(raw: string): void {
		this.#heardAt = performance.now();
		this.#triedAt = undefined;
		if (raw === PONG) return;
		const { recorder } = this.#world;
		if (this.who.side === "visitor") recorder.add({ is: "frame", socket: this.#number, raw });
		try {
			const frame = frameIn(raw);
			if (frame) this.#take(frame);
		} catch (error) {
			recorder.unreadable.push(`${String(error)} in ${raw.slice(0, 500)}`);
		}
	}

	#take(frame: KnownFrame): void {
		const { recorder } = this.#world;
		const socket = this.#number;
		switch (frame.type) {
			case "welcome":
				recorder.add({ is: "welcomed", socket, entries: frame.entries, hasAfter: frame.hasAfter });
				for (const by of ["visitor", "agent"] as const) recorder.add({ is: "read", socket, by, seq: frame.reads[by] });
				this.welcomes += 1;
				this.#failures = 0;
				this.#isLive = true;
				this.log.welcome(frame.entries, frame.hasAfter);
				for (const clientId of this.#pending.keys()) this.#offer(clientId);
				return;
			case "entries":
				recorder.add({ is: "paged", socket, entries: frame.entries, hasAfter: frame.hasAfter });
				return this.log.page(frame.entries, frame.hasAfter);
			case "entry":
				recorder.add({ is: "told", socket, entry: frame.entry });
				return this.log.take([frame.entry]);
			case "read":
				return recorder.add({ is: "read", socket, by: frame.by, seq: frame.seq });
			case "ack":
				recorder.add({ is: "acknowledged", socket, sender: this.who.sender, ...pick(frame) });
				if (frame.entry) this.log.take([frame.entry]);
				this.#pending.delete(frame.clientId);
				return;
			case "error":
				return this.#refused(frame);
		}
	}

	#refused({ clientId, code, retry }: { clientId?: string | undefined; code: string; retry: boolean }): void {
		if (clientId === undefined) return this.log.pageRefused();
		const command = this.#pending.get(clientId);
		if (!command || retry) return;
		this.#world.recorder.add({ is: "refused", socket: this.#number, sender: this.who.sender, clientId, code });
		this.#pending.delete(clientId);
	}

	#offer(clientId: string): void {
		const command = this.#pending.get(clientId);
		if (!command) return;
		command.sentAt = performance.now();
		this.#send(command);
	}

	#send({ clientId, type, text, after, more }: Command): void {
		const { recorder } = this.#world;
		recorder.add({ is: "sent", socket: this.#number, sender: this.who.sender, clientId, type, text });
		this.#write({ type, clientId, after, ...(text !== undefined && { text }), ...more });
	}

	#write(frame: object): void {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
	}
}

function pick({ clientId, entry }: Extract<KnownFrame, { type: "ack" }>) {
	return { clientId, entry };
}
