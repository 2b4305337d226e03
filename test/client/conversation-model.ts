// A conversation's server reduced to its promises, on a network that breaks them: it loses sockets before and after a
// commit, refuses, and lets frames overtake each other.
import { type ClientFrame, clientFrame } from "../../src/protocol/conversation-frames.ts";
import type { PublicEntry } from "../../src/protocol/entry.ts";
import { message, welcome } from "./frames.ts";
import { type Answered, type Asked, frames, problem } from "./scripted-http.ts";
import type { ScriptedSocket } from "./scripted-socket.ts";
import type { Seeded } from "./seeded.ts";

/** Small, so that few entries already make several pages. */
const PAGE = 7;
const OPENING = 5;

interface Line {
	socket: ScriptedSocket;
	/** Frames of the client that the server has not read yet begin here. */
	readUpTo: number;
	/** What the server has said and the client has not heard. */
	underWay: object[];
}

export class ConversationModel {
	readonly log: PublicEntry[] = [];
	/** Texts that were refused for good: their writer knows. */
	readonly refused = new Set<string>();
	readonly #random: Seeded;
	readonly #lines: Line[] = [];

	constructor(random: Seeded) {
		this.#random = random;
	}

	accept(socket: ScriptedSocket): void {
		socket.say(this.#welcome(socket.url));
		this.#lines.push({ socket, readUpTo: 0, underWay: [] });
	}

	/** The same by HTTP: the question or its answer may be lost, and "not now" has a status of its own. */
	answer({ method, url, frame }: Asked, trouble = 0.15): Answered {
		if (this.#random.chance(trouble)) throw new TypeError("the question was lost");
		if (this.#random.chance(trouble)) return problem(429, "rate_limited", true);
		const said = method === "GET" ? [this.#welcome(url)] : this.#answersTo(frame, trouble);
		if (this.#random.chance(trouble)) throw new TypeError("the answer was lost");
		return frames(...said);
	}

	#welcome(url: string): object {
		const after = new URL(url).searchParams.get("after");
		const entries = after === null ? this.log.slice(-OPENING) : this.#after(Number(after));
		const hasAfter = after !== null && this.log.length > Number(after) + PAGE;
		return welcome(entries, { hasAfter });
	}

	/** Something happens: a frame is read, one is delivered, a socket dies, the other side writes. */
	step(): void {
		const line = this.#lines[this.#random.upTo(this.#lines.length)];
		if (this.#random.chance(0.15)) this.append(`theirs ${this.log.length}`, undefined);
		else if (line !== undefined && this.#random.chance(0.05)) this.#lose(line);
		else if (line !== undefined && this.#random.chance(0.5)) this.#read(line);
		else if (line !== undefined) this.#deliver(line);
	}

	/** From here on nothing breaks: everything is read and delivered. False: there was nothing left to do. */
	drain(): boolean {
		let didSomething = false;
		for (const line of this.#lines) {
			while (line.readUpTo < line.socket.sent.length || line.underWay.length > 0) {
				didSomething = true;
				this.#read(line, 0);
				this.#deliver(line);
			}
		}
		return didSomething;
	}

	append(text: string, clientId: string | undefined): PublicEntry {
		const entry = message(this.log.length + 1, { text, ...(clientId ? { clientId } : { by: "agent" }) });
		this.log.push(entry);
		for (const { underWay } of this.#lines) underWay.push({ type: "entry", entry });
		return entry;
	}

	#read(line: Line, trouble = 0.15): void {
		const sent = line.socket.sent[line.readUpTo];
		if (sent === undefined) return;
		line.readUpTo += 1;
		line.underWay.push(...this.#answersTo(sent, trouble));
	}

	#answersTo(sent: unknown, trouble: number): object[] {
		const frame = clientFrame.parse(sent);
		if (this.#random.chance(trouble)) return [this.#refuse(frame)];
		if (frame.type === "send") return [this.#commit(frame.clientId, frame.after, frame.text)];
		return frame.type === "page" ? [this.#page(frame)] : [];
	}

	#commit(clientId: string, after: number, text: string): object {
		const repeated = this.#after(after, Number.POSITIVE_INFINITY).find((entry) => entry.clientId === clientId);
		const entry = repeated ?? this.append(text, clientId);
		return { type: "ack", clientId, entry };
	}

	#page({ after, before, limit = PAGE }: { after?: number; before?: number; limit?: number }): object {
		const size = Math.min(limit, PAGE);
		const end = before === undefined ? (after ?? 0) + size : before - 1;
		const entries = this.log.slice(before === undefined ? after : Math.max(0, end - size), end);
		const hasAfter = end < this.log.length;
		return { type: "entries", entries, hasBefore: true, hasAfter };
	}

	#refuse(frame: ClientFrame): object {
		const clientId = "clientId" in frame ? { clientId: frame.clientId } : {};
		const isFinal =
			frame.type === "send" && this.#random.chance(0.2) && !this.log.some((e) => e.clientId === frame.clientId);
		if (isFinal) this.refused.add(frame.text);
		const code = isFinal ? "forbidden" : "rate_limited";
		return { type: "error", code, message: "No.", retry: !isFinal, ...clientId };
	}

	/** Mostly in order; at times a later frame overtakes, as fan-out and answers may. */
	#deliver(line: Line): void {
		const index = this.#random.chance(0.2) ? this.#random.upTo(line.underWay.length) : 0;
		// What comes of one commit comes in one message, a frame on each line.
		const frames = line.underWay.splice(index, this.#random.chance(0.3) ? 1 + this.#random.upTo(4) : 1);
		if (frames.length > 0) line.socket.say(frames.map((frame) => JSON.stringify(frame)).join("\n"));
	}

	#lose(line: Line): void {
		this.#lines.splice(this.#lines.indexOf(line), 1);
		line.socket.end();
	}

	#after(seq: number, limit = PAGE): PublicEntry[] {
		return this.log.slice(seq, seq + limit);
	}
}
