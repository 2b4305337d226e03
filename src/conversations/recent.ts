// The newest entries in memory: what a resend asks for, and what a list shows of the conversation.
import type { Author, Entry } from "../protocol/entry.ts";
import type { UserId } from "../protocol/ids.ts";

/** 500 of the largest are 16 MB of the 128 MB an isolate has; beyond it the older half is dropped. */
const MOST = 500;
const PREVIEW_LENGTH = 160;

export interface Summary {
	/** The newest message, cut. */
	preview: { text: string; by: "visitor" | "agent" | "system"; at: string } | null;
	/** The customer's first message that nobody has answered, among the recent ones. */
	waitingSince: string | null;
}

export class Recent {
	#entries: Entry[] = [];
	readonly #byClientId = new Map<string, Entry>();
	#preview: Entry | undefined;
	#waitingSince: string | null = null;

	add(entries: readonly Entry[]): void {
		for (const entry of entries) {
			this.#entries.push(entry);
			// Where a command makes two entries, the first is the one that answers a repeat.
			const key = keyOf(entry.author, entry.clientId);
			if (!this.#byClientId.has(key)) this.#byClientId.set(key, entry);
			if (entry.content.kind === "message") {
				this.#preview = entry;
				this.#waitingSince = entry.author.kind === "visitor" ? (this.#waitingSince ?? entry.at) : null;
			}
		}
		if (this.#entries.length > MOST) this.#forgetOlderHalf();
	}

	/** The seq of the oldest that is remembered. */
	get oldest(): Entry | undefined {
		return this.#entries[0];
	}

	find(author: Author, clientId: string): Entry | undefined {
		return this.#byClientId.get(keyOf(author, clientId));
	}

	findLast(holds: (entry: Entry) => boolean): Entry | undefined {
		return this.#entries.findLast(holds);
	}

	hasMessageBy(agent: UserId): boolean {
		return this.#entries.some(({ author, content }) => content.kind === "message" && author.id === agent);
	}

	summary(): Summary {
		const { content, author, at } = this.#preview ?? {};
		const preview =
			content?.kind === "message" && author && at ? { text: cut(content.text), by: author.kind, at } : null;
		return { preview, waitingSince: this.#waitingSince };
	}

	get waitingSince(): string | null {
		return this.#waitingSince;
	}

	#forgetOlderHalf(): void {
		const gone = this.#entries.slice(0, -MOST / 2);
		this.#entries = this.#entries.slice(-MOST / 2);
		for (const { author, clientId } of gone) this.#byClientId.delete(keyOf(author, clientId));
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
