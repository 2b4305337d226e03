// A socket that keeps what it gets and holds every frame to the protocol: a field that no schema names is a fault.
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { agentFrame, visitorFrame } from "../../../src/protocol/conversation-frames.ts";
import { deskFrame } from "../../../src/protocol/desk-frames.ts";
import type { WidgetSession } from "../../../src/protocol/http.ts";
import { PING, PONG, SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../../src/protocol/limits.ts";
import { call } from "./call.ts";
import type { Person } from "./person.ts";

/** Far beyond what a frame takes on two busy cores; only a test that fails waits for it. */
const WAIT_MS = 10_000;

type Of<F extends { type: string }, T extends F["type"]> = Extract<F, { type: T }>;

export class FrameSocket<F extends { type: string }> {
	/** Everything that came, as it came. */
	readonly raw: string[] = [];
	/** How many frames each message brought, of those that brought several. */
	readonly together: number[] = [];
	readonly frames: F[] = [];
	readonly closed: Promise<{ code: number; reason: string }>;
	readonly #socket: WebSocket;
	readonly #taken = new Set<F>();
	readonly #waiting = new Set<() => void>();
	readonly #pongs: (() => void)[] = [];

	constructor(socket: WebSocket, shape: z.ZodType<F>) {
		this.#socket = socket;
		this.closed = new Promise((resolve) => {
			socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
		});
		socket.addEventListener("message", ({ data }) => {
			if (typeof data !== "string") throw new Error("the server sent a binary frame");
			if (data === PONG) return this.#pongs.shift()?.();
			// Frames that come together are lines of one message.
			const lines = data.split("\n");
			if (lines.length > 1) this.together.push(lines.length);
			for (const line of lines) {
				this.raw.push(line);
				const value: unknown = JSON.parse(line);
				const frame = shape.parse(value);
				if (!isDeepStrictEqual(frame, value)) throw new Error(`a frame beyond the protocol: ${line}`);
				this.frames.push(frame);
			}
			for (const wake of this.#waiting) wake();
		});
		socket.accept();
	}

	send(frame: object): void {
		this.#socket.send(JSON.stringify(frame));
	}

	sendRaw(data: string | ArrayBuffer): void {
		this.#socket.send(data);
	}

	/** One heartbeat, there and back. */
	ping(): Promise<void> {
		this.#socket.send(PING);
		return new Promise((resolve) => this.#pongs.push(resolve));
	}

	close(): void {
		this.#socket.close(1000, "done");
	}

	/** The first frame of this type (and kind) that no earlier `next` has taken; waits for it. */
	async next<T extends F["type"]>(type: T, where: (frame: Of<F, T>) => boolean = () => true): Promise<Of<F, T>> {
		const fits = (frame: F): frame is Of<F, T> => frame.type === type && isOf(frame, type) && where(frame);
		const deadline = Date.now() + WAIT_MS;
		for (;;) {
			const found = this.frames.find((frame) => !this.#taken.has(frame) && fits(frame));
			if (found) {
				this.#taken.add(found);
				if (fits(found)) return found;
			}
			await this.#more(deadline, type);
		}
	}

	all<T extends F["type"]>(type: T): Of<F, T>[] {
		return this.frames.filter((frame): frame is Of<F, T> => isOf(frame, type));
	}

	async #more(deadline: number, type: string): Promise<void> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(
				() => reject(new Error(`no frame "${type}" came; the last were: ${this.raw.slice(-5).join("\n")}`)),
				deadline - Date.now(),
			);
		});
		let wake = () => {};
		const arrived = new Promise<void>((resolve) => {
			wake = resolve;
			this.#waiting.add(wake);
		});
		try {
			await Promise.race([late, arrived]);
		} finally {
			clearTimeout(timer);
			this.#waiting.delete(wake);
		}
	}
}

function isOf<F extends { type: string }, T extends F["type"]>(frame: F, type: T): frame is Of<F, T> {
	return frame.type === type;
}

/** The bare upgrade, for what is refused. */
export function upgrade(
	path: string,
	token: string | undefined,
	headers: Record<string, string> = {},
): Promise<Response> {
	const credential = token === undefined ? "" : `, ${TOKEN_SUBPROTOCOL_PREFIX}${token}`;
	return call(path, {
		headers: { upgrade: "websocket", "sec-websocket-protocol": `${SUBPROTOCOL}${credential}`, ...headers },
	});
}

async function open<F extends { type: string }>(path: string, token: string, shape: z.ZodType<F>) {
	const answer = await upgrade(path, token);
	if (!answer.webSocket) throw new Error(`no socket: ${answer.status} ${await answer.text()}`);
	return new FrameSocket(answer.webSocket, shape);
}

/** @param after the last publicSeq that this visitor has */
export function visitorSocket(
	{ conversationId, token }: Pick<WidgetSession, "conversationId" | "token">,
	after?: number,
) {
	return open(socketPath(conversationId, after), token, visitorFrame);
}

/** @param after the last seq that this agent has */
export async function agentSocket(person: Person, conversationId: string, after?: number) {
	return open(socketPath(conversationId, after), await person.ticket(), agentFrame);
}

export async function deskSocket(person: Person, teamId: string) {
	return open(`/v1/desks/${teamId}/socket`, await person.ticket(), deskFrame);
}

function socketPath(conversationId: string, after: number | undefined): string {
	return `/v1/conversations/${conversationId}/socket${after === undefined ? "" : `?after=${after}`}`;
}

export type AgentSocket = Awaited<ReturnType<typeof agentSocket>>;
export type VisitorSocket = Awaited<ReturnType<typeof visitorSocket>>;
export type DeskSocket = Awaited<ReturnType<typeof deskSocket>>;
