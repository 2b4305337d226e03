// The audience: the sockets on a conversation. A frame is serialised once for all agents and once for all visitors.

import { refuseFrame } from "../platform/frames.ts";
import type { Presence } from "../protocol/conversation-frames.ts";
import type { Entry } from "../protocol/entry.ts";
import { MAX_BACKLOG_BYTES } from "../protocol/limits.ts";
import type { Claims } from "../workspaces/tokens.ts";
import { attachmentOf } from "./attachment.ts";
import { publicFace } from "./rules.ts";

export class Audience {
	readonly #context: DurableObjectState;

	readonly #now: () => number;
	/** Sent to each socket since its last sign of life, in UTF-16 units. A sleeping object forgets it, and so does whoever woke it. */
	readonly #owed = new WeakMap<WebSocket, { length: number; sinceMs: number }>();

	constructor(context: DurableObjectState, now: () => number) {
		this.#context = context;
		this.#now = now;
	}

	/** A sign of life: whatever was sent before has been read. */
	heardFrom(socket: WebSocket): void {
		this.#owed.set(socket, { length: 0, sinceMs: this.#now() });
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
		this.toVisitors({ type: "presence", presence: forVisitors(presence) }, leaving);
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
			else if (this.#isTooSlow(socket, text.length)) refuseFrame(socket, "slow_reader");
			else socket.send(text);
		}
	}

	/** The platform buffers without end for a peer that has stopped reading; what it was sent since it last said anything is counted. */
	#isTooSlow(socket: WebSocket, length: number): boolean {
		const known = this.#owed.get(socket);
		const owed = known ?? { length: 0, sinceMs: this.#now() };
		if (!known) this.#owed.set(socket, owed);
		owed.length += length;
		if (owed.length <= MAX_BACKLOG_BYTES) return false;
		const pinged = this.#context.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
		if (pinged <= owed.sinceMs) return true;
		this.heardFrom(socket);
		return false;
	}
}

/** Names alone: a visitor gets no ids of staff. */
export function forVisitors(presence: Presence): Presence {
	return { visitor: presence.visitor, agents: presence.agents.map(({ name }) => ({ name })) };
}
