// The audience: the sockets on a conversation. A frame is serialised once for all agents and once for all visitors.
import type { Presence } from "../protocol/conversation-frames.ts";
import type { Entry } from "../protocol/entry.ts";
import type { Claims } from "../workspaces/tokens.ts";
import { attachmentOf } from "./attachment.ts";
import { publicFace } from "./rules.ts";

export class Audience {
	readonly #context: DurableObjectState;

	constructor(context: DurableObjectState) {
		this.#context = context;
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
		for (const socket of sockets) {
			if (socket === except || socket.readyState !== WebSocket.OPEN) continue;
			const who = attachmentOf(socket);
			if (!who || who.expiresAtMs <= Date.now()) socket.close(4401, "token_expired");
			else socket.send(text);
		}
	}
}

/** Names alone: a visitor gets no ids of staff. */
export function forVisitors(presence: Presence): Presence {
	return { visitor: presence.visitor, agents: presence.agents.map(({ name }) => ({ name })) };
}
