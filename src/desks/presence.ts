// Presence: who is on the desk. A browser that died without a word is not there, although its socket may seem open.
import { closeFor } from "../platform/frames.ts";
import type { UserId } from "../protocol/ids.ts";
import { type DeskAttachment, deskAttachmentOf } from "./attachment.ts";

/** Three heartbeats of 25 s (protocol/README.md); a tab in the background may send only one a minute. */
const SILENT_MS = 75_000;

export interface Agent {
	id: UserId;
	name: string;
	away: boolean;
}

export class Presence {
	readonly #context: DurableObjectState;
	readonly #now: () => number;

	constructor(context: DurableObjectState, now: () => number) {
		this.#context = context;
		this.#now = now;
	}

	/** One line a person, with any number of tabs. `leaving` has closed but may still be listed. */
	agents(leaving?: WebSocket): Agent[] {
		const agents = new Map<UserId, Agent>();
		for (const { socket, who } of this.#sockets())
			if (socket !== leaving && this.#isThere(socket, who))
				agents.set(who.userId, { id: who.userId, name: who.name, away: who.away });
		return [...agents.values()];
	}

	isAway(agent: UserId): boolean {
		return this.agents().find((one) => one.id === agent)?.away ?? false;
	}

	/** For all of this agent's tabs. */
	setAway(agent: UserId, away: boolean): void {
		for (const { socket, who } of this.#sockets())
			if (who.userId === agent) socket.serializeAttachment({ ...who, away });
	}

	dismiss(agent: UserId): void {
		for (const { socket, who } of this.#sockets()) if (who.userId === agent) closeFor(socket, "replaced");
	}

	/** Closes sockets whose ticket has run out or whose other end is silent. Whether there were any. */
	closeDead(): boolean {
		const dead = this.#sockets().filter(({ socket, who }) => !this.#isThere(socket, who));
		for (const { socket, who } of dead) {
			if (who.expiresAtMs <= this.#now()) closeFor(socket, "token_expired");
			// 1001, going away: a client that is alive after all connects again.
			else socket.close(1001, "no heartbeat");
		}
		return dead.length > 0;
	}

	#isThere(socket: WebSocket, who: DeskAttachment): boolean {
		const heard = this.#context.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? who.acceptedAtMs;
		return socket.readyState === WebSocket.OPEN && who.expiresAtMs > this.#now() && this.#now() - heard < SILENT_MS;
	}

	#sockets(): { socket: WebSocket; who: DeskAttachment }[] {
		return this.#context.getWebSockets().flatMap((socket) => {
			const who = deskAttachmentOf(socket);
			return who ? [{ socket, who }] : [];
		});
	}
}
