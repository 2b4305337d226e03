// What memory keeps of the newest entries: numbers and client ids for what comes again, and what a list shows. Not the
// entries: they are on the disk, and holding some hundreds for a few seconds each is what a garbage collector is worst at.
import type { Author, Entry } from "../protocol/entry.ts";
import type { UserId } from "../protocol/ids.ts";

/** Numbers and ids of 500 are about 100 KB at most (64 characters an id) of the 128 MB that an isolate has for all its objects. */
const MOST = 500;
const PREVIEW_LENGTH = 160;

export interface Summary {
	/** The newest message, cut. */
	preview: { text: string; by: "visitor" | "agent" | "system"; at: string } | null;
	/** The customer's first message that nobody has answered, among the recent ones. */
	waitingSince: string | null;
}

export class Recent {
	/** Seqs follow each other without gaps: the first one and what each counts for visitors say all. */
	#oldestSeq: number | undefined;
	#publicSeqs: number[] = [];
	/** In the order of their seqs, which a Map keeps. */
	readonly #seqByClientId = new Map<string, number>();
	readonly #heard = new Set<string>();
	#preview: Summary["preview"] = null;
	#waitingSince: string | null = null;
	/** When the newest business event came, of those that were added. */
	lastEventAt: string | undefined;

	add(entries: readonly Entry[]): void {
		for (const entry of entries) this.#add(entry);
		if (this.#publicSeqs.length > MOST) this.#forgetOlderHalf();
	}

	/** The seq of the oldest that is remembered. */
	get oldestSeq(): number | undefined {
		return this.#oldestSeq;
	}

	/** The seq of what this author has sent under this id. */
	find(author: Author, clientId: string): number | undefined {
		return this.#seqByClientId.get(keyOf(author, clientId));
	}

	/** The last seq at which no more than `publicSeq` public entries had been written; undefined where that was earlier. */
	seqOfPublic(publicSeq: number): number | undefined {
		const index = this.#publicSeqs.findLastIndex((reached) => reached <= publicSeq);
		return index < 0 || this.#oldestSeq === undefined ? undefined : this.#oldestSeq + index;
	}

	/** Whether this agent has written a message, of those that were added. */
	hasHeard(agent: UserId): boolean {
		return this.#heard.has(agent);
	}

	summary(): Summary {
		return { preview: this.#preview, waitingSince: this.#waitingSince };
	}

	get waitingSince(): string | null {
		return this.#waitingSince;
	}

	#add({ seq, publicSeq, author, clientId, at, content }: Entry): void {
		this.#oldestSeq ??= seq;
		this.#publicSeqs.push(publicSeq);
		// Where a command makes two entries, the first is the one that answers a repeat.
		const key = keyOf(author, clientId);
		if (!this.#seqByClientId.has(key)) this.#seqByClientId.set(key, seq);
		if (content.kind === "event") this.lastEventAt = at;
		if (content.kind !== "message") return;
		this.#preview = { text: cut(content.text), by: author.kind, at };
		// What a rule writes by itself answers nobody.
		if (author.kind !== "system") this.#waitingSince = author.kind === "visitor" ? (this.#waitingSince ?? at) : null;
		if (author.kind === "agent" && author.id) this.#heard.add(author.id);
	}

	#forgetOlderHalf(): void {
		const gone = this.#publicSeqs.length - MOST / 2;
		this.#publicSeqs = this.#publicSeqs.slice(gone);
		const oldest = (this.#oldestSeq ?? 1) + gone;
		this.#oldestSeq = oldest;
		for (const [key, seq] of this.#seqByClientId) {
			if (seq >= oldest) break;
			this.#seqByClientId.delete(key);
		}
	}
}

function keyOf(author: Author, clientId: string): string {
	return `${author.id} ${clientId}`;
}

/** Cut between characters, not within a surrogate pair. */
function cut(text: string): string {
	return text.length <= PREVIEW_LENGTH
		? text
		: text
				.slice(0, PREVIEW_LENGTH)
				.toWellFormed()
				.replace(/\uFFFD$/, "");
}
