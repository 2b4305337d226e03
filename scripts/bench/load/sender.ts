// One socket of the load. Frames are text of known length whose digits are exchanged, and answers are read at known
// places, so that this process takes little of what it measures.
import type { WebSocket } from "ws";
import { MAX_BACKLOG_BYTES, PING, PONG } from "../../../src/protocol/limits.ts";

/** Of about 70 characters, a short question of which chats are made; no two of a few thousand are the same, as words are indexed. */
const PARTS = [
	[
		"Hello, my",
		"Hi, your",
		"Good morning, the",
		"Sorry, our",
		"Hey, that",
		"Please, this",
		"Dear team, my",
		"Well, the",
	],
	["parcel", "blue yarn", "refund", "invoice", "loom kit", "gift card", "wool order", "shuttle"],
	["was due on Tuesday", "has not come", "was charged twice", "arrived broken", "got lost", "came too late"],
	["Where is it now?", "Can you look?", "What can I do?", "Will you send it again?", "When will it be here?"],
] as const;
/** A client id is `load-`, the sender's number, a dash, the message's number: tabs of one person must not share any. */
const SENDER_DIGITS = 4;
const ID = "load-0000-";
const ACK = Buffer.from('{"type":"ack","clientId":"load-');
const NUMBER_AT = ACK.length + SENDER_DIGITS + 1;
const ENTRY_SEQ = Buffer.from('","entry":{"seq":');
const FIRST_DIGIT = 48;
const NEWLINE = 10;
const DIGITS = 8;
/** Of Number.MAX_SAFE_INTEGER. */
const SEQ_DIGITS = 16;
const ERROR = Buffer.from('{"type":"error"');
const FLOOR_NUMBER_AT = `{"type":"send","clientId":"${ID}`.length;

export interface Ears {
	/** A message of this sender was answered, `tookMs` after it was due. */
	answered(sender: Sender, tookMs: number): void;
	/** Something else came. */
	heard(): void;
	failed(why: string): void;
}

export class Sender {
	readonly #socket: WebSocket;
	readonly #speaks: "heddle" | "floor";
	readonly #ears: Ears;
	readonly #prefix: string;
	/** When the message with this number was due; numbers are counted from 0. */
	readonly #dueAt: number[] = [];
	#seq = 0;
	#unheard = 0;
	#pong: () => void = () => undefined;
	/** Of this run. */
	answers = 0;

	constructor(socket: WebSocket, speaks: "heddle" | "floor", number: number, ears: Ears) {
		this.#prefix = `load-${String(number).padStart(SENDER_DIGITS, "0")}-`;
		this.#socket = socket;
		this.#speaks = speaks;
		this.#ears = ears;
		socket.on("message", (data: Buffer) => this.#read(data));
		socket.on("error", (error) => ears.failed(`a socket failed: ${error.message}`));
		socket.on("close", (code, reason) => ears.failed(`a socket closed: ${code} ${reason}`));
	}

	/** `dueAt` as `performance.now()` counts. */
	send(dueAt: number): void {
		const number = this.#dueAt.push(dueAt) - 1;
		const id = this.#prefix + String(number).padStart(DIGITS, "0");
		this.#socket.send(`{"type":"send","clientId":"${id}","after":${this.#seq},"text":"${textOf(number)}"}`);
	}

	/** Resolves with the answer. */
	ping(): Promise<void> {
		this.#socket.send(PING);
		return new Promise((resolve) => {
			this.#pong = resolve;
		});
	}

	close(): void {
		this.#socket.removeAllListeners("close");
		this.#socket.close();
	}

	/** Frames that come together are lines of one message. */
	#read(data: Buffer): void {
		this.#unheard += data.length;
		for (let at = 0; at <= data.length; ) {
			const end = data.indexOf(NEWLINE, at);
			const next = end < 0 ? data.length : end;
			this.#readFrame(at === 0 && end < 0 ? data : data.subarray(at, next));
			at = next + 1;
		}
		// As every client must that receives much and says little (protocol/limits.ts).
		if (this.#speaks === "floor" || this.#unheard < MAX_BACKLOG_BYTES / 2) return;
		this.#unheard = 0;
		this.#socket.send(PING);
	}

	#readFrame(data: Buffer): void {
		if (this.#speaks === "floor") return this.#answered(numberAt(data, FLOOR_NUMBER_AT));
		if (holds(data, ACK)) {
			const end = NUMBER_AT + DIGITS;
			if (!holds(data, ENTRY_SEQ, end))
				return this.#ears.failed(`an ack without an entry's seq at its place: ${data.toString()}`);
			this.#seq = Math.max(this.#seq, numberAt(data, end + ENTRY_SEQ.length, SEQ_DIGITS));
			return this.#answered(numberAt(data, NUMBER_AT));
		}
		if (data.length === PONG.length) return this.#pong();
		if (holds(data, ERROR)) this.#ears.failed(`refused: ${data.toString()}`);
		this.#ears.heard();
	}

	#answered(number: number): void {
		const dueAt = this.#dueAt[number];
		if (dueAt === undefined) return this.#ears.failed(`an answer to message ${number}, which was not sent`);
		this.answers += 1;
		this.#ears.answered(this, performance.now() - dueAt);
	}
}

/** Mixed radix: each part turns over when the one before it has. */
function textOf(number: number): string {
	let left = number;
	const chosen = PARTS.map((part) => {
		const word = part[left % part.length];
		left = Math.floor(left / part.length);
		return word;
	});
	return chosen.join(" ");
}

function holds(data: Buffer, words: Buffer, at = 0): boolean {
	return data.length > at + words.length && words.compare(data, at, at + words.length) === 0;
}

/** The decimal number at this place, at most so many digits long. */
function numberAt(data: Buffer, at: number, digits = DIGITS): number {
	let number = 0;
	for (let i = at; i < at + digits; i++) {
		const digit = (data[i] ?? 0) - FIRST_DIGIT;
		if (digit < 0 || digit > 9) break;
		number = number * 10 + digit;
	}
	return number;
}
