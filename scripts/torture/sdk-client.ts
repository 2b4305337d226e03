// The SDK under the same load: its own promise is checked beside the server's.
import { ConversationClient } from "../../src/client/conversation.ts";
import type { AnyEntry } from "../../src/client/conversation-frames.ts";
import type { Persona } from "./cast.ts";
import { seenEntry } from "./frames.ts";
import type { SdkView, Side } from "./history.ts";
import type { Patience } from "./raw-client.ts";

/** Its waits of seconds (back-off, heartbeat) are made for people and networks; the run's network breaks every second. */
const CLOCK_SPEED = 4;
const hurried = {
	now: () => Date.now() * CLOCK_SPEED,
	after(ms: number, run: () => void) {
		const timer = setTimeout(run, ms / CLOCK_SPEED);
		return () => clearTimeout(timer);
	},
};

export interface SdkWorld {
	origin: string;
	conversationId: string;
	/** Where many come back at once, it keeps its own pace. */
	patience?: Patience;
}

export class SdkClient {
	readonly #client: ConversationClient<AnyEntry>;
	readonly #who: Persona;
	readonly #given: string[] = [];

	constructor(who: Persona, { origin, conversationId, patience }: SdkWorld) {
		this.#who = who;
		this.#client = new ConversationClient<AnyEntry>({
			origin,
			conversationId,
			token: async () => who.token,
			audience: who.side,
			...(!patience && { clock: hurried }),
		});
	}

	send(text: string): void {
		this.#given.push(text);
		this.#client.send(text);
	}

	get unsent(): number {
		return this.#client.view.pending.length;
	}

	get isQuiet(): boolean {
		return this.#client.view.link === "live" && this.unsent === 0;
	}

	get side(): Side {
		return this.#who.side;
	}

	/** The newest seq that it shows. */
	get last(): number | undefined {
		return this.#client.view.entries.at(-1)?.seq;
	}

	view(): SdkView {
		const { pending, entries, hasBefore } = this.#client.view;
		return {
			side: this.#who.side,
			sender: this.#who.sender,
			given: this.#given,
			unsent: pending.map(({ text }) => text),
			entries: entries.map((entry) => seenEntry.parse(entry)),
			hasBefore,
		};
	}

	close(): void {
		this.#client.close();
	}
}
