// A WebSocket whose other end is the test.
import type { Socket, SocketClass } from "../../src/client/link.ts";
import { PING } from "../../src/protocol/limits.ts";

/** Both events in one: a test sets the part that is heard. */
interface Happening {
	data: unknown;
	code: number;
	reason: string;
}
type Listener = (event: Happening) => void;

export class ScriptedSocket implements Socket {
	readonly url: string;
	readonly protocols: readonly string[];
	/** Everything that the client sent, pings too. */
	readonly raw: string[] = [];
	closedWith: number | undefined;
	readonly #listeners: [string, Listener][] = [];

	constructor(url: string, protocols: readonly string[]) {
		this.url = url;
		this.protocols = protocols;
	}

	addEventListener(type: string, listener: Listener): void {
		this.#listeners.push([type, listener]);
	}

	send(data: string): void {
		if (this.closedWith !== undefined) throw new Error("the socket is closed");
		this.raw.push(data);
	}

	close(code = 1005): void {
		this.closedWith ??= code;
	}

	/** The frames that the client sent. */
	get sent(): Record<string, unknown>[] {
		return this.raw.filter((data) => data !== PING).map((data) => JSON.parse(data));
	}

	sentOf(type: string): Record<string, unknown>[] {
		return this.sent.filter((frame) => frame.type === type);
	}

	get pings(): number {
		return this.raw.filter((data) => data === PING).length;
	}

	/** The server says something: a frame, or any text. */
	say(frame: object | string): void {
		this.#emit("message", { data: typeof frame === "string" ? frame : JSON.stringify(frame) });
	}

	sayBinary(): void {
		this.#emit("message", { data: new ArrayBuffer(8) });
	}

	/** The server, or the network, ends it. 1006: without a word. */
	end(code = 1006, reason = ""): void {
		this.closedWith ??= code;
		this.#emit("close", { code, reason });
	}

	#emit(type: string, part: Partial<Happening>): void {
		const event = { data: undefined, code: 1005, reason: "", ...part };
		for (const [wanted, listener] of this.#listeners) if (wanted === type) listener(event);
	}
}

export interface Dialled {
	WebSocket: SocketClass;
	/** All sockets that were opened, oldest first. */
	sockets: ScriptedSocket[];
	/** The newest one. */
	last(): ScriptedSocket;
}

export function dial(): Dialled {
	const sockets: ScriptedSocket[] = [];
	class Recorded extends ScriptedSocket {
		constructor(url: string, protocols: string[]) {
			super(url, protocols);
			sockets.push(this);
		}
	}
	return {
		WebSocket: Recorded,
		sockets,
		last() {
			const socket = sockets.at(-1);
			if (socket === undefined) throw new Error("nothing has been dialled");
			return socket;
		},
	};
}
