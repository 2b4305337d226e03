// The recorder of one conversation: what its clients send and hear, in the order in which it happens here.
import type { HistoryEvent, Side } from "./history.ts";

export class Recorder {
	readonly events: HistoryEvent[] = [];
	/** Messages and commands that were acknowledged for the first time. */
	acknowledged = 0;
	/** Frames that were no frame of the protocol, with what was wrong. */
	readonly unreadable: string[] = [];
	#sockets = 0;
	readonly #known = new Set<string>();

	open(side: Side, after: number | undefined): number {
		this.#sockets += 1;
		this.events.push({ is: "opened", socket: this.#sockets, side, after });
		return this.#sockets;
	}

	add(event: HistoryEvent): void {
		this.events.push(event);
		if (event.is !== "acknowledged") return;
		const key = `${event.sender} ${event.clientId}`;
		if (!this.#known.has(key)) this.acknowledged += 1;
		this.#known.add(key);
	}
}
