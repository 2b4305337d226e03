// The log in memory and on disk: numbers entries, keeps them, finds a sender's earlier one by its client id.
import type { Author, Content, Entry } from "../protocol/entry.ts";
import type { UserId } from "../protocol/ids.ts";
import { isErased } from "./erasure.ts";
import { FLUSH_ENTRIES, type Flush, flushOf } from "./outbox.ts";
import { Recent, type Summary } from "./recent.ts";
import { number } from "./rules.ts";
import { EMPTY, type Head, type State } from "./state.ts";
import type { ConversationStorage, Page } from "./storage.ts";
import { Written } from "./written.ts";

/** Read back on waking: enough for a row on the desk, and for the resends that follow a short break. */
const RECENT_ON_WAKE = 100;
/** Commands without effect that are remembered: those of the last minutes, in a busy conversation. */
const MOST_IDLE = 200;

/** Of one page: in how many entries something is erased by now, how many of them by this call, and where to go on. */
export interface Erased {
	erased: number;
	changed: number;
	next: number | null;
}

export class ConversationLog {
	readonly #storage: ConversationStorage;
	#state: State | undefined;
	#head: Head = EMPTY;
	#recent = new Recent();
	#idle: string[] = [];

	constructor(storage: ConversationStorage) {
		this.#storage = storage;
		const stored = storage.load();
		if (!stored) return;
		this.#state = stored.state;
		this.#head = stored.head;
		this.#remember();
	}

	#remember(): void {
		this.#recent.add(this.#storage.before(this.#head.seq + 1, RECENT_ON_WAKE, this.#head, false).entries);
	}

	/** Puts what is left of entries in their places (erasure.ts), a page at a time; `next`: where to go on. */
	erase(after: number, limit: number, left: (entry: Entry) => Entry): Erased {
		const page = this.#storage.after(after, limit, this.#head, false);
		const rest = page.entries.map(left);
		const changed = rest.filter((entry, i) => entry !== page.entries[i]);
		if (changed.length > 0) {
			this.#storage.replace(changed.map((entry) => new Written(entry)));
			this.#recent = new Recent();
			this.#remember();
		}
		const next = page.hasAfter ? (page.entries.at(-1)?.seq ?? null) : null;
		return { erased: rest.filter(isErased).length, changed: changed.length, next };
	}

	/** Undefined for a conversation in which nothing has been written. */
	get state(): State | undefined {
		return this.#state;
	}

	get head(): Head {
		return this.#head;
	}

	/** Numbers and keeps what was decided, in one commit; the platform holds answers back until it is durable. */
	commit(author: Author, clientId: string, contents: readonly Content[], state: State, nowMs: number): Written[] {
		const { entries, head } = number(this.#head, author, clientId, contents, nowMs);
		const written = entries.map((entry) => new Written(entry));
		this.#storage.append(written, state === this.#state ? undefined : state);
		this.#head = head;
		this.#state = state;
		this.#recent.add(entries);
		return written;
	}

	/** The first entry that this sender made under this client id, looked for beyond `after`. */
	find(author: Author, clientId: string, after: number): Entry | undefined {
		const oldest = this.#recent.oldestSeq ?? this.#head.seq + 1;
		if (after + 1 < oldest) {
			const found = this.#storage.byClientId(author.id, clientId, after, oldest);
			if (found) return found;
		}
		const seq = this.#recent.find(author, clientId);
		return seq === undefined ? undefined : this.#storage.at(seq);
	}

	/** Postgres has confirmed that it holds all entries up to this one. */
	get confirmed(): number {
		return this.#state?.confirmed ?? 0;
	}

	/** As many entries beyond `seq` as fit one flush. */
	flushAfter(seq: number): Flush | undefined {
		return seq < this.#head.seq ? flushOf(this.#storage.texts(seq, FLUSH_ENTRIES)) : undefined;
	}

	/** When this entry was written. */
	timeOf(seq: number): string | undefined {
		return this.#storage.at(seq)?.at;
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
		return this.#recent.seqOfPublic(publicSeq) ?? this.#storage.seqOfPublic(publicSeq, this.#head);
	}

	publicSeqAt(seq: number): number {
		if (seq >= this.#head.seq) return this.#head.publicSeq;
		return seq === 0 ? 0 : this.#storage.publicSeqAt(seq);
	}

	/** Moves the cursor, and writes read marks with it. False where nothing was written. */
	confirm(upTo: number): boolean {
		const confirmed = Math.min(upTo, this.#head.seq);
		if (!this.#state || confirmed <= this.#state.confirmed) return false;
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
		return this.#recent.hasHeard(agent);
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
		return this.#recent.lastEventAt;
	}

	/** Whether the customer waits for an answer. */
	get isWaiting(): boolean {
		return this.#recent.waitingSince !== null;
	}
}
