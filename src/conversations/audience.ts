// The audience: the sockets on a conversation. A frame is serialised once for all agents and once for all visitors.

import { errorFrame, isClosing, refuseFrame } from "../platform/frames.ts";
import type { Presence } from "../protocol/conversation-frames.ts";
import type { ErrorCode } from "../protocol/errors.ts";
import type { UserId } from "../protocol/ids.ts";
import type { Claims } from "../workspaces/tokens.ts";
import { attachmentOf } from "./attachment.ts";
import { Backlog } from "./backlog.ts";
import { isPublic } from "./rules.ts";
import type { Written } from "./written.ts";

export class Audience {
	readonly #context: DurableObjectState;

	readonly #now: () => number;
	readonly #backlog: Backlog;
	readonly #isVoice: (agent: UserId) => boolean;
	/** What the round that is being done has told, by socket. */
	#told: Map<WebSocket, string[]> | undefined;

	/** `isVoice`: whether this agent has spoken to the visitor or is assigned. Who only looks on is no news for visitors. */
	constructor(context: DurableObjectState, now: () => number, isVoice: (agent: UserId) => boolean) {
		this.#context = context;
		this.#now = now;
		this.#backlog = new Backlog(context);
		this.#isVoice = isVoice;
	}

	/** Does all of `round`; what it tells reaches each socket as one message, a frame on each line. */
	together(round: readonly (() => void)[]): void {
		const told = new Map<WebSocket, string[]>();
		this.#told = told;
		try {
			for (const work of round) work();
		} finally {
			this.#told = undefined;
			for (const [socket, frames] of told) this.#put(socket, frames.join("\n"));
		}
	}

	/** Of what the round tells, this socket hears its part before those who come later: the answer to a sender before the news to others. */
	first(socket: WebSocket): void {
		if (this.#told && !this.#told.has(socket)) this.#told.set(socket, []);
	}

	/** An answer to a frame of this socket's own. */
	answer(socket: WebSocket, frame: string): void {
		if (!this.#told) return this.#put(socket, frame);
		const earlier = this.#told.get(socket);
		if (earlier) earlier.push(frame);
		else this.#told.set(socket, [frame]);
	}

	/** Tells a socket why not, after all that it has been told before. */
	refuse(socket: WebSocket, code: ErrorCode, clientId?: string): void {
		if (!isClosing(code)) return this.answer(socket, errorFrame(code, clientId));
		this.#put(socket, this.#told?.get(socket)?.join("\n") ?? "");
		this.#told?.delete(socket);
		refuseFrame(socket, code, clientId);
	}

	/** Entries to everybody but the sender, whose `ack` carries them. */
	tellEntries(written: readonly Written[], sender?: WebSocket): void {
		for (const one of written) {
			this.#send("agent", () => `{"type":"entry","entry":${one.json}}`, sender);
			if (isPublic(one.entry.content))
				this.#send("visitor", () => `{"type":"entry","entry":${one.publicJson}}`, sender);
		}
	}

	toAgents(frame: object, except?: WebSocket): void {
		this.#send("agent", () => JSON.stringify(frame), except);
	}

	toVisitors(frame: object, except?: WebSocket): void {
		this.#send("visitor", () => JSON.stringify(frame), except);
	}

	/** Who is there now, one line a person: a person with three tabs is one. `leaving` has closed but may still be listed. */
	presence(leaving?: WebSocket): Presence {
		const agents = new Map<string, Presence["agents"][number]>();
		let visitor = false;
		for (const socket of this.#context.getWebSockets()) {
			const who = attachmentOf(socket)?.claims;
			if (socket === leaving || !who) continue;
			if (who.kind === "visitor") visitor = true;
			else agents.set(who.userId, { id: who.userId, name: who.name });
		}
		return { visitor, agents: [...agents.values()] };
	}

	tellPresence(leaving?: WebSocket): void {
		const presence = this.presence(leaving);
		this.toAgents({ type: "presence", presence }, leaving);
		this.toVisitors({ type: "presence", presence: this.forVisitors(presence) }, leaving);
	}

	/** Names alone, of those who speak: a visitor gets no ids of staff. */
	forVisitors({ visitor, agents }: Presence): Presence {
		return { visitor, agents: agents.filter(({ id }) => id && this.#isVoice(id)).map(({ name }) => ({ name })) };
	}

	/** Closes every socket that `leaves` names. */
	dismiss(leaves: (who: Claims) => boolean, code: number, reason: string): void {
		for (const socket of this.#context.getWebSockets()) {
			const who = attachmentOf(socket);
			if (who && leaves(who.claims)) socket.close(code, reason);
		}
	}

	#put(socket: WebSocket, text: string): void {
		if (text === "" || socket.readyState !== WebSocket.OPEN) return;
		if (this.#backlog.take(socket, text.length)) socket.send(text);
		else refuseFrame(socket, "slow_reader");
	}

	/** A socket whose rights have run out hears nothing more. The text is made once, and only where somebody hears it. */
	#send(kind: Claims["kind"], frame: () => string, except?: WebSocket): void {
		let [text, now]: [string?, number?] = [];
		for (const socket of this.#context.getWebSockets(kind)) {
			if (socket === except || socket.readyState !== WebSocket.OPEN) continue;
			const who = attachmentOf(socket);
			text ??= frame();
			now ??= this.#now();
			if (!who || who.expiresAtMs <= now) this.refuse(socket, "token_expired");
			else this.answer(socket, text);
		}
	}
}
