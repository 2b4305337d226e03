// One socket's live stream: from its welcome on, each next seq comes next. What is missing, and what comes late or twice.
import type { History, HistoryEvent, SeenEntry } from "../history.ts";

export interface LiveFaults {
	missing: string[];
	disorder: string[];
}

export function liveFaults(history: History): LiveFaults {
	const streams = new Map<number, Stream>();
	const faults: LiveFaults = { missing: [], disorder: [] };
	for (const event of history.events) {
		if (event.is === "opened") streams.set(event.socket, new Stream(event.socket, event.after, faults.disorder));
		else if ("socket" in event) streams.get(event.socket)?.take(event);
	}
	for (const stream of streams.values()) stream.end(faults.missing);
	return faults;
}

class Stream {
	readonly #socket: number;
	readonly #after: number | undefined;
	readonly #disorder: string[];
	/** The highest live seq; undefined while an unknown part of the log is still to be paged. */
	#last: number | undefined;
	#isWelcomed = false;
	readonly #missing = new Set<number>();
	/** A command's second entry is told before its first comes with the `ack`: that hole is the sender's own. */
	#own: number | undefined;

	constructor(socket: number, after: number | undefined, disorder: string[]) {
		this.#socket = socket;
		this.#after = after;
		this.#disorder = disorder;
	}

	take(event: HistoryEvent): void {
		if (event.is === "welcomed") {
			this.#isWelcomed = true;
			this.#last = event.hasAfter ? undefined : (event.entries.at(-1)?.seq ?? this.#after ?? 0);
		} else if (event.is === "told") this.#told(event.entry);
		else if (event.is === "acknowledged" && event.entry) this.#acknowledged(event.entry);
	}

	/** A stream that was cut may lack the `ack` of the last command, and nothing else. */
	end(missing: string[]): void {
		for (const seq of this.#missing)
			if (seq !== this.#own) missing.push(`socket ${this.#socket} was never told seq ${seq}, and was told later ones`);
	}

	#told(entry: SeenEntry): void {
		if (!this.#isWelcomed) return void this.#disorder.push(`socket ${this.#socket} was told before its welcome`);
		if (this.#last !== undefined && entry.seq <= this.#last) {
			const late = this.#missing.delete(entry.seq);
			const how = late ? "after later ones" : "twice";
			this.#disorder.push(`socket ${this.#socket} was told seq ${entry.seq} ${how}`);
			return;
		}
		this.#advance(entry.seq);
		this.#own = entry.content.kind === "status" ? entry.seq - 1 : undefined;
	}

	#acknowledged(entry: SeenEntry): void {
		// While the log is still paged, an ack may be a repeat of long ago.
		if (this.#last === undefined) return;
		if (entry.seq > this.#last) return this.#advance(entry.seq);
		if (!this.#missing.delete(entry.seq) || entry.seq === this.#own) return;
		this.#disorder.push(`socket ${this.#socket} got the ack of seq ${entry.seq} after later entries`);
	}

	#advance(to: number): void {
		for (let seq = (this.#last ?? to) + 1; seq < to; seq++) this.#missing.add(seq);
		this.#last = to;
	}
}
