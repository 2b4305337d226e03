// Messages on their way: one at a time, so that they are stored in the order in which they were written; sent again
// after each reconnect, until the log shows them.
import { MAX_FRAME_BYTES, MAX_TEXT_LENGTH } from "../protocol/limits.ts";
import { newClientId } from "./client-id.ts";
import type { Clock } from "./clock.ts";
import type { Outbox, Pending } from "./outbox.ts";
import { localRefusal } from "./refusals.ts";

export interface SendingWorld {
	outbox: Outbox;
	clock: Clock;
	random: () => number;
	/** Puts a frame on the wire; false while there is none. */
	send: (frame: object) => boolean;
	/** The newest seq that this reader has seen. */
	last: () => number;
	/** Whether the log shows the entry of this client id. */
	isShown: (clientId: string) => boolean;
	changed: () => void;
}

/** What the server said no to, as an error frame carries it. */
export interface ErrorNotice {
	code: string;
	message: string;
	retry: boolean;
}

// Wait before messages are offered again after "not now": a visitor's budget refills within a second (limits.ts),
// half a minute spares a server that is in trouble.
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** A server that answers pings but not this has lost it: the same frame again is harmless. */
const ANSWER_WITHIN_MS = 15_000;

export class Sending {
	/** Oldest first. A new array for each change. */
	pending: readonly Pending[] = [];
	readonly #world: SendingWorld;
	/** On this socket and not answered yet. One that was refused for now must not be overtaken by the next. */
	#underWay: string | undefined;
	/** Offered to a server at least once, perhaps by an earlier page: their `after` is settled. */
	readonly #offered = new Set<string>();
	/** Acknowledged; they leave when the log shows them, so that no message blinks. */
	readonly #stored = new Set<string>();
	/** Those that the outbox could not keep. */
	readonly #unkept = new Set<string>();
	#isLoaded = false;
	#refusals = 0;
	/** Of the wait for an answer, or for the next try. */
	#cancelWait: (() => void) | undefined;

	constructor(world: SendingWorld) {
		this.#world = world;
		world.outbox.onAdopted?.((adopted) => this.#adopt(adopted));
		void world.outbox.load().then((found) => {
			this.#isLoaded = true;
			this.#adopt(found);
		});
	}

	/** Whether something here would be lost with the page. */
	get isAtRisk(): boolean {
		return this.#unkept.size > 0;
	}

	add(kind: Pending["kind"], text: string): void {
		const item: Pending = { clientId: newClientId(), kind, text, after: this.#world.last(), state: "sending" };
		this.pending = [...this.pending, item];
		const problem = misfit(item);
		if (problem === undefined) this.#keep(item);
		else this.#fail(item, problem);
		this.flush();
		this.#world.changed();
	}

	/** Offers the oldest that waits. Called whenever the link has become live, and after each answer. */
	flush(): void {
		if (!this.#isLoaded || this.#cancelWait !== undefined) return;
		const item = this.pending.find(({ clientId, state }) => state === "sending" && !this.#stored.has(clientId));
		if (item === undefined) return;
		const isRepeat = this.#offered.has(item.clientId);
		const offer = isRepeat ? item : { ...item, after: this.#world.last() };
		if (!this.#world.send(frameOf(offer))) return;
		this.#underWay = item.clientId;
		this.#wait(ANSWER_WITHIN_MS);
		if (isRepeat) return;
		this.#offered.add(item.clientId);
		this.#replace(offer);
	}

	/** The socket is gone: nothing on it can be answered any more. */
	unplug(): void {
		this.#underWay = undefined;
		this.#cancelWait?.();
		this.#cancelWait = undefined;
	}

	/** The server has stored it. `isShown`: the log has its entry. False for what is not ours. */
	settle(clientId: string, isShown: boolean): boolean {
		if (!this.#find(clientId)) return false;
		this.#refusals = 0;
		void this.#world.outbox.remove(clientId);
		this.#unkept.delete(clientId);
		if (isShown) this.#forget(clientId);
		else this.#stored.add(clientId);
		this.#answered(clientId);
		return true;
	}

	/** The server has not taken it. False for what is not ours. */
	refuse(clientId: string, notice: ErrorNotice): boolean {
		const item = this.#find(clientId);
		if (item === undefined) return false;
		if (notice.retry) {
			this.#tryLater();
		} else {
			this.#fail(item, notice);
			this.#answered(clientId);
		}
		return true;
	}

	retry(clientId: string): void {
		const item = this.#find(clientId);
		if (item?.state !== "failed") return;
		const { error: _, ...rest } = item;
		if (misfit(rest) === undefined) this.#replace({ ...rest, state: "sending" });
		this.flush();
		this.#world.changed();
	}

	discard(clientId: string): void {
		if (this.#find(clientId)?.state !== "failed") return;
		void this.#world.outbox.remove(clientId);
		this.#forget(clientId);
		this.#world.changed();
	}

	#answered(clientId: string): void {
		if (clientId !== this.#underWay) return;
		this.unplug();
		this.flush();
	}

	#tryLater(): void {
		this.#underWay = undefined;
		const limit = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#refusals);
		this.#refusals += 1;
		// At least half of the limit: no jitter brings a budget back at once.
		this.#wait(limit * (0.5 + this.#world.random() / 2));
	}

	#wait(ms: number): void {
		this.#cancelWait?.();
		this.#cancelWait = this.#world.clock.after(ms, () => {
			this.unplug();
			this.flush();
		});
	}

	#adopt(found: readonly Pending[]): void {
		const fresh = found.filter((item) => !this.#find(item.clientId));
		for (const item of fresh) this.#offered.add(item.clientId);
		this.pending = [...fresh, ...this.pending];
		// The page that ended did not live to hear that it was stored.
		for (const { clientId } of fresh) if (this.#world.isShown(clientId)) this.settle(clientId, true);
		this.flush();
		this.#world.changed();
	}

	#fail(item: Pending, error: { code: string; message: string }): void {
		this.#replace({ ...item, state: "failed", error: { code: error.code, message: error.message } });
	}

	#find(clientId: string): Pending | undefined {
		return this.pending.find((item) => item.clientId === clientId);
	}

	#replace(item: Pending): void {
		this.pending = this.pending.map((other) => (other.clientId === item.clientId ? item : other));
		this.#keep(item);
	}

	#keep(item: Pending): void {
		const { clientId } = item;
		void this.#world.outbox.put(item).then((isKept) => {
			if (isKept !== this.#unkept.has(clientId) || this.#find(clientId) === undefined) return;
			this.#unkept[isKept ? "delete" : "add"](clientId);
			this.#world.changed();
		});
	}

	#forget(clientId: string): void {
		for (const set of [this.#offered, this.#stored, this.#unkept]) set.delete(clientId);
		this.pending = this.pending.filter((item) => item.clientId !== clientId);
	}
}

function frameOf({ kind, clientId, after, text }: Pending): object {
	return { type: kind === "note" ? "note" : "send", clientId, after, text };
}

/** Why the server could not even read it: such a frame would cost the socket, again after each reconnect. */
function misfit(item: Pending): { code: string; message: string } | undefined {
	if (item.text.trim() === "") return localRefusal("invalid_frame");
	if (item.text.length > MAX_TEXT_LENGTH) return localRefusal("text_too_long");
	// Room for an `after` that grows until it is sent: 16 digits at most.
	const bytes = new TextEncoder().encode(JSON.stringify(frameOf(item))).length + 16;
	return bytes > MAX_FRAME_BYTES ? localRefusal("frame_too_large") : undefined;
}
