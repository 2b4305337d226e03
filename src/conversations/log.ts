// The log in memory and on disk: numbers entries, keeps them, finds a sender's earlier one by its client id.
import type { Author, Content, Entry } from "../protocol/entry.ts";
import type { UserId } from "../protocol/ids.ts";
import { confirmed as advanced } from "./outbox.ts";
import { Recent, type Summary } from "./recent.ts";
import { number } from "./rules.ts";
import { EMPTY, type Head, type State } from "./state.ts";
import type { ConversationStorage, Page } from "./storage.ts";

/** Read back on waking: enough for a row on the desk, and for the resends that follow a short break. */
const RECENT_ON_WAKE = 100;
/** Commands without effect that are remembered: those of the last minutes, in a busy conversation. */
const MOST_IDLE = 200;

export class ConversationLog {
	readonly #storage: ConversationStorage;
	#state: State | undefined;
	#head: Head = EMPTY;
	readonly #recent = new Recent();
	#idle: string[] = [];

	constructor(storage: ConversationStorage) {
		this.#storage = storage;
		const stored = storage.load();
		if (!stored) return;
		this.#state = stored.state;
		this.#head = stored.head;
		this.#recent.add(storage.before(stored.head.seq + 1, RECENT_ON_WAKE, stored.head, false).entries);
	}

	/** Undefined for a conversation in which nothing has been written. */
	get state(): State | undefined {
		return this.#state;
	}

	get head(): Head {
		return this.#head;
	}

	/** Numbers and keeps what was decided, in one commit; the platform holds answers back until it is durable. */
	commit(author: Author, clientId: string, contents: readonly Content[], state: State, nowMs: number): Entry[] {
		const { entries, head } = number(this.#head, author, clientId, contents, nowMs);
		this.#storage.append(entries, state === this.#state ? undefined : state);
		this.#head = head;
		this.#state = state;
		this.#recent.add(entries);
		return entries;
	}

	/** The first entry that this sender made under this client id, looked for beyond `after`. */
	find(author: Author, clientId: string, after: number): Entry | undefined {
		const oldest = this.#recent.oldest?.seq ?? this.#head.seq + 1;
		if (after + 1 < oldest) {
			const found = this.#storage.byClientId(author.id, clientId, after, oldest);
			if (found) return found;
		}
		return this.#recent.find(author, clientId);
	}

	/** Entries that Postgres has not confirmed, as many as memory holds or `limit` from disk. */
	unconfirmed(limit: number): Entry[] {
		const from = this.#state?.confirmed ?? 0;
		return from >= this.#head.seq ? [] : this.after(from, limit, false).entries;
	}

	after(seq: number, limit: number, publicOnly: boolean): Page {
		return this.#storage.after(seq, limit, this.#head, publicOnly);
	}

	before(seq: number, limit: number, publicOnly: boolean): Page {
		return this.#storage.before(seq, limit, this.#head, publicOnly);
	}

	/** The last seq at which no more than `publicSeq` public entries had been written. Near the head, memory knows. */
	seqOfPublic(publicSeq: number): number {
		if (publicSeq >= this.#head.publicSeq) return this.#head.seq;
		const { oldest } = this.#recent;
		if (oldest && oldest.publicSeq <= publicSeq)
			return this.#recent.findLast((entry) => entry.publicSeq <= publicSeq)?.seq ?? oldest.seq;
		return this.#storage.seqOfPublic(publicSeq, this.#head);
	}

	publicSeqAt(seq: number): number {
		if (seq >= this.#head.seq) return this.#head.publicSeq;
		return seq === 0 ? 0 : this.#storage.publicSeqAt(seq);
	}

	/** Moves the cursor where the confirmation continues it, and writes read marks with it. False where nothing was written. */
	confirm(from: number, to: number): boolean {
		if (!this.#state) return false;
		const confirmed = advanced(this.#state.confirmed, from, Math.min(to, this.#head.seq));
		if (confirmed === this.#state.confirmed) return false;
		this.save({ ...this.#state, confirmed });
		return true;
	}

	/** A command that changed nothing leaves no entry; remembered, so that a repeat later does not change something after all. */
	noteIdle(author: Author, clientId: string): void {
		this.#idle.push(`${author.id} ${clientId}`);
		if (this.#idle.length > MOST_IDLE) this.#idle.shift();
	}

	wasIdle(author: Author, clientId: string): boolean {
		return this.#idle.includes(`${author.id} ${clientId}`);
	}

	/** Whether the visitor knows this agent: they have written, or the conversation is theirs. */
	isVoice(agent: UserId): boolean {
		if (this.#state?.assignee?.id === agent) return true;
		return this.#recent.hasMessageBy(agent);
	}

	/** Read marks in memory; they are written with the next save. */
	markRead(by: "visitor" | "agent", seq: number): boolean {
		const state = this.#state;
		if (!state || seq <= state.reads[by] || seq > this.#head.seq) return false;
		this.#state = { ...state, reads: { ...state.reads, [by]: seq } };
		return true;
	}

	save(state: State): void {
		this.#storage.save(state);
		this.#state = state;
	}

	summary(): Summary {
		return this.#recent.summary();
	}

	/** When the newest business event came, of those that memory holds. */
	get lastEventAt(): string | undefined {
		return this.#recent.findLast(({ content }) => content.kind === "event")?.at;
	}

	/** Whether the customer waits for an answer. */
	get isWaiting(): boolean {
		return this.#recent.waitingSince !== null;
	}
}
