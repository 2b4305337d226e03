// The log in memory and on disk: numbers entries, keeps them, finds a sender's earlier one by its client id.
import type { Author, Content, Entry } from "../protocol/entry.ts";
import type { UserId } from "../protocol/ids.ts";
import { confirmed as advanced } from "./outbox.ts";
import { number } from "./rules.ts";
import { EMPTY, type Head, type State } from "./state.ts";
import type { ConversationStorage, Page } from "./storage.ts";

/** Newest entries kept in memory: what a resend or a desk's row asks for. 500 of the largest are 16 MB of the 128 MB an isolate has. */
const RECENT = 500;
/** Read back on waking: enough for a row on the desk, and for the resends that follow a short break. */
const RECENT_ON_WAKE = 100;
const PREVIEW_LENGTH = 160;

export class ConversationLog {
	readonly #storage: ConversationStorage;
	#state: State | undefined;
	#head: Head = EMPTY;
	#recent: Entry[] = [];
	#idle: string[] = [];

	constructor(storage: ConversationStorage) {
		this.#storage = storage;
		const stored = storage.load();
		if (!stored) return;
		this.#state = stored.state;
		this.#head = stored.head;
		this.#recent = storage.before(stored.head.seq + 1, RECENT_ON_WAKE, stored.head, false).entries;
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
		this.#recent.push(...entries);
		if (this.#recent.length > RECENT) this.#recent = this.#recent.slice(-RECENT / 2);
		return entries;
	}

	/** The first entry that this sender made under this client id, looked for beyond `after`. */
	find(author: Author, clientId: string, after: number): Entry | undefined {
		const oldest = this.#recent[0]?.seq ?? this.#head.seq + 1;
		if (after + 1 < oldest) {
			const found = this.#storage.byClientId(author.id, clientId, after, oldest);
			if (found) return found;
		}
		return this.#recent.find((entry) => entry.clientId === clientId && entry.author.id === author.id);
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
		const [oldest] = this.#recent;
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
		if (this.#idle.length > RECENT) this.#idle.shift();
	}

	wasIdle(author: Author, clientId: string): boolean {
		return this.#idle.includes(`${author.id} ${clientId}`);
	}

	/** Whether the visitor knows this agent: they have written, or the conversation is theirs. */
	isVoice(agent: UserId): boolean {
		if (this.#state?.assignee?.id === agent) return true;
		return this.#recent.some(({ author, content }) => content.kind === "message" && author.id === agent);
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

	/** What a list shows of it. `waitingSince`: the customer's first message that nobody has answered (of the recent ones). */
	summary(): {
		preview: { text: string; by: "visitor" | "agent" | "system"; at: string } | null;
		waitingSince: string | null;
	} {
		let preview: ReturnType<ConversationLog["summary"]>["preview"] = null;
		let waitingSince: string | null = null;
		for (let i = this.#recent.length - 1; i >= 0; i--) {
			const entry = this.#recent[i];
			if (entry?.content.kind !== "message") continue;
			preview ??= { text: cut(entry.content.text), by: entry.author.kind, at: entry.at };
			if (entry.author.kind !== "visitor") break;
			waitingSince = entry.at;
		}
		return { preview, waitingSince };
	}
}

/** Cut between characters, not within a surrogate pair. */
function cut(text: string): string {
	return text
		.slice(0, PREVIEW_LENGTH)
		.toWellFormed()
		.replace(/\uFFFD$/, "");
}
