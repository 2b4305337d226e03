// The audience: the sockets on a conversation. A frame is serialised once for all agents and once for all visitors.

import { refuseFrame } from "../platform/frames.ts";
import type { Presence } from "../protocol/conversation-frames.ts";
import type { Entry } from "../protocol/entry.ts";
import type { UserId } from "../protocol/ids.ts";
import type { Claims } from "../workspaces/tokens.ts";
import { attachmentOf } from "./attachment.ts";
import { Backlog } from "./backlog.ts";
import { publicFace } from "./rules.ts";

export class Audience {
	readonly #context: DurableObjectState;

	readonly #now: () => number;
	readonly #backlog: Backlog;
	readonly #isVoice: (agent: UserId) => boolean;

	/** `isVoice`: whether this agent has spoken to the visitor or is assigned. Who only looks on is no news for visitors. */
	constructor(context: DurableObjectState, now: () => number, isVoice: (agent: UserId) => boolean) {
		this.#context = context;
		this.#now = now;
		this.#backlog = new Backlog(context);
		this.#isVoice = isVoice;
	}

	/** An answer to a frame of this socket's own. */
	answer(socket: WebSocket, text: string): void {
		if (socket.readyState !== WebSocket.OPEN) return;
		if (this.#backlog.take(socket, text.length)) socket.send(text);
		else refuseFrame(socket, "slow_reader");
	}

	/** Entries to everybody but the sender, whose `ack` carries them. */
	tellEntries(entries: readonly Entry[], sender?: WebSocket): void {
		for (const entry of entries) {
			this.toAgents({ type: "entry", entry }, sender);
			const face = publicFace(entry);
			if (face) this.toVisitors({ type: "entry", entry: face }, sender);
		}
	}

	toAgents(frame: object, except?: WebSocket): void {
		this.#send("agent", frame, except);
	}

	toVisitors(frame: object, except?: WebSocket): void {
		this.#send("visitor", frame, except);
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

	/** A socket whose rights have run out hears nothing more. */
	#send(kind: Claims["kind"], frame: object, except?: WebSocket): void {
		const sockets = this.#context.getWebSockets(kind);
		if (sockets.length === 0) return;
		const text = JSON.stringify(frame);
		const now = this.#now();
		for (const socket of sockets) {
			if (socket === except || socket.readyState !== WebSocket.OPEN) continue;
			const who = attachmentOf(socket);
			if (!who || who.expiresAtMs <= now) refuseFrame(socket, "token_expired");
			else this.answer(socket, text);
		}
	}
}
