// A client written from src/protocol/README.md over a bare socket, so that no fault of ours in the SDK can hide one in the
// server. Keeps what is unanswered, sends it again, fills gaps, notices half-open links; and misbehaves when it is told to.
import WebSocket from "ws";
import { PING, PONG, SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../src/protocol/limits.ts";
import type { Persona } from "./cast.ts";
import { frameIn, type KnownFrame } from "./frames.ts";
import type { Random } from "./random.ts";
import { type Command, RawLog } from "./raw-log.ts";
import type { Recorder } from "./recorder.ts";

/** Real time: a half-open link is noticed within about two seconds, which spares the run the protocol's 35. */
const PING_EVERY_MS = 700;
const PONG_WITHIN_MS = 2_500;
const HANDSHAKE_WITHIN_MS = 4_000;
const LONGEST_BACK_OFF_MS = 400;
/** A server that answers pings has answered everything before them within this, or has lost it. */
const ANSWER_WITHIN_MS = 4_000;

export interface RawWorld {
	/** http origin of the wire. */
	origin: string;
	conversationId: string;
	recorder: Recorder;
	random: Random;
	/** How often the link is tried; for a crowd, seldom. */
	pingEveryMs?: number;
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
	#heardAt = 0;
	#pingedAt = 0;
	#retry: NodeJS.Timeout | undefined;
	readonly #watch: NodeJS.Timeout;
	/** Sockets that were welcomed, in all. */
	welcomes = 0;

	constructor(who: Persona, world: RawWorld) {
		this.who = who;
		this.#world = world;
		this.log = new RawLog((ask) => this.#write(ask), world.fromStart ?? false);
		this.#watch = setInterval(() => this.#look(), 250);
		this.#connect();
	}

	get isLive(): boolean {
		return this.#isLive;
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
		if (this.#isLive) this.#send(command);
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
			handshakeTimeout: HANDSHAKE_WITHIN_MS,
			perMessageDeflate: false,
		});
		this.#socket = socket;
		this.#heardAt = performance.now();
		this.#number = recorder.open(this.who.side, after);
		socket.on("message", (data) => socket === this.#socket && this.#hear(String(data)));
		socket.on("close", () => socket === this.#socket && this.#lose());
		// `close` follows.
		socket.on("error", () => undefined);
	}

	#lose(): void {
		this.#isLive = false;
		this.#socket = undefined;
		if (this.#isClosed) return;
		clearTimeout(this.#retry);
		this.#retry = setTimeout(() => this.#connect(), this.#world.random.between(5, LONGEST_BACK_OFF_MS));
	}

	#look(): void {
		const now = performance.now();
		if (!this.#isLive) return;
		if (this.#pingedAt > this.#heardAt && now - this.#pingedAt > PONG_WITHIN_MS) return this.drop();
		if (now - Math.max(this.#pingedAt, this.#heardAt) > (this.#world.pingEveryMs ?? PING_EVERY_MS)) {
			this.#pingedAt = now;
			this.#socket?.send(PING);
		}
		this.log.lookForGaps(now);
		for (const [clientId, { sentAt }] of this.#pending) if (now - sentAt > ANSWER_WITHIN_MS) this.#offer(clientId);
	}

	#hear(raw: string): void {
		this.#heardAt = performance.now();
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
				this.welcomes += 1;
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
