// The backlog of each socket: the platform buffers without end for a peer that has stopped reading, so what it was sent
// since its last heartbeat is counted. A heartbeat's answer comes behind all that was sent before it.
import { MAX_BACKLOG_BYTES } from "../protocol/limits.ts";

export class Backlog {
	readonly #context: DurableObjectState;
	/** UTF-16 units since the heartbeat of `sinceMs`. A sleeping object forgets it: asleep means that nothing was being sent. */
	readonly #owed = new WeakMap<WebSocket, { length: number; sinceMs: number }>();

	constructor(context: DurableObjectState) {
		this.#context = context;
	}

	/** Counts what is about to be sent; false where too much of what went before is unread. */
	take(socket: WebSocket, length: number): boolean {
		const owed = this.#owed.get(socket) ?? { length: 0, sinceMs: this.#heartbeatOf(socket) };
		this.#owed.set(socket, owed);
		owed.length += length;
		if (owed.length <= MAX_BACKLOG_BYTES) return true;
		const heartbeat = this.#heartbeatOf(socket);
		if (heartbeat <= owed.sinceMs) return false;
		this.#owed.set(socket, { length, sinceMs: heartbeat });
		return true;
	}

	#heartbeatOf(socket: WebSocket): number {
		return this.#context.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
	}
}
