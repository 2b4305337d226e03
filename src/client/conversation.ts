// A conversation as its reader sees it, kept right through losses of the network, reloads and refusals.
import type { Card } from "../protocol/card.ts";
import type { ConversationState, Presence } from "../protocol/conversation-frames.ts";
import type { Author, ConversationStatus } from "../protocol/entry.ts";
import type { TeamId, UserId } from "../protocol/ids.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type CommandResult, Commands, type Mark } from "./commands.ts";
import { type AnyEntry, type ConversationFrame, isConversationFrame, type Welcome } from "./conversation-frames.ts";
import { Link, type LinkState, type LinkWorld } from "./link.ts";
import { MemoryOutbox, type Outbox, type Pending } from "./outbox.ts";
import { Reading } from "./reading.ts";
import { type ErrorNotice, Sending } from "./sending.ts";
import type { Fields } from "./shape.ts";
import { Typing } from "./typing.ts";

export interface ConversationView<E extends AnyEntry> {
	link: LinkState;
	/** Live without a WebSocket, which something on the way blocks: what others do shows up to 15 s late. */
	polling?: boolean;
	/** Why `link` is `refused`: a code of the error table. */
	refusal?: string;
	/** Absent until the first welcome, and for visitors while nothing has been written. */
	status?: ConversationStatus;
	/** For agents only. */
	conversation?: ConversationState;
	/** In the order of their seqs, without gap or double. Kinds that are unknown here can be among them: skip those. */
	entries: readonly E[];
	/** Written here and not in `entries` yet, oldest first. */
	pending: readonly Pending[];
	/** Something in `pending` would be lost with this page: its outbox is a memory, or the browser stores nothing (more). */
	atRisk?: boolean;
	hasBefore: boolean;
	typing: readonly Author[];
	reads: { visitor: number; agent: number };
	presence: Presence;
	/** By connection id. For agents only. */
	cards: ReadonlyMap<string, Card>;
}

export interface ConversationOptions extends LinkWorld {
	/** Where Heddle is, as in `https://heddle.example`. */
	origin: string;
	conversationId: string;
	/** A visitor's token or an agent's ticket; asked again when the last one was refused. May throw `Refused`. */
	token: () => Promise<string>;
	audience: "visitor" | "agent";
	/** Where unacknowledged messages outlive the page; without one they do not. */
	outbox?: Outbox;
}

/** `E`: `Entry` for agents, `PublicEntry` for visitors (fits `audience`). */
export class ConversationClient<E extends AnyEntry> {
	#view: ConversationView<E>;
	readonly #options: ConversationOptions;
	readonly #clock: Clock;
	readonly #listeners = new Set<() => void>();
	readonly #reading: Reading<E>;
	readonly #outbox: Outbox;
	readonly #sending: Sending;
	readonly #commands: Commands;
	readonly #typing: Typing;
	readonly #link: Link;

	constructor(options: ConversationOptions) {
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
		this.#view = {
			link: "connecting",
			entries: [],
			pending: [],
			hasBefore: false,
			typing: [],
			reads: { visitor: 0, agent: 0 },
			presence: { visitor: false, agents: [] },
			cards: new Map(),
		};
		const send = (frame: object) => this.#link.send(frame);
		this.#outbox = options.outbox ?? new MemoryOutbox();
		this.#reading = new Reading(this.#clock, send);
		this.#commands = new Commands(send, this.#clock);
		this.#typing = new Typing(this.#clock, send, () => this.#publish({}));
		this.#link = new Link({
			...options,
			url: () => this.#url(),
			onFrame: (frame) => this.#receive(frame),
			onState: () => this.#linkChanged(),
		});
		this.#sending = new Sending({
			outbox: this.#outbox,
			clock: this.#clock,
			random: options.random ?? Math.random,
			send,
			last: () => this.#reading.log.last,
			isShown: (clientId) => this.#reading.log.entries.some((entry) => entry.clientId === clientId),
			changed: () => this.#publish({}),
		});
		this.#link.start();
	}

	/** A new object for each change, so that it fits `useSyncExternalStore`. */
	get view(): ConversationView<E> {
		return this.#view;
	}

	/** Calls `listener` after each change of `view`; the answer stops that. */
	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Sends a message, now or as soon as there is a connection. One that cannot be sent shows as `failed`. */
	send(text: string): void {
		this.#typing.tell(false);
		this.#sending.add("message", text);
	}

	/** Writes a note that the visitor never sees. Agents only. */
	note(text: string): void {
		this.#sending.add("note", text);
	}

	retry(clientId: string): void {
		this.#sending.retry(clientId);
	}

	discard(clientId: string): void {
		this.#sending.discard(clientId);
	}

	/** Says who the visitor is, as a claim. Visitors only, and only while no shop has proven it. */
	introduce(who: { name?: string; email?: string }): Promise<CommandResult> {
		return this.#command({ type: "introduce", ...who });
	}

	claim(): Promise<CommandResult> {
		return this.#command({ type: "claim" });
	}

	release(): Promise<CommandResult> {
		return this.#command({ type: "release" });
	}

	assign(teamId: TeamId, assignee: { id: UserId; name: string } | null): Promise<CommandResult> {
		return this.#command({ type: "assign", teamId, assignee });
	}

	setStatus(status: ConversationStatus): Promise<CommandResult> {
		return this.#command({ type: "status", status });
	}

	mark(mark: Mark): Promise<CommandResult> {
		return this.#command(mark);
	}

	/** Call at each keystroke with whether there is text: it is told to the other side sparingly. */
	typing(on: boolean): void {
		this.#typing.tell(on);
	}

	/** Everything up to `seq` was seen by our side. */
	read(seq: number): void {
		const { audience } = this.#options;
		if (seq <= this.#view.reads[audience] || seq > this.#reading.log.last) return;
		// The server tells the others only. Said offline, it is told again with the next welcome.
		this.#link.send({ type: "read", seq });
		this.#publish({ reads: { ...this.#view.reads, [audience]: seq } });
	}

	/** Fetches entries before the first one. */
	loadBefore(): void {
		this.#reading.loadBefore();
	}

	/** Ends the connection. What is not acknowledged stays in the outbox. */
	close(): void {
		this.#link.close();
		this.#unplug();
		this.#commands.close();
		this.#outbox.close();
		this.#listeners.clear();
	}

	#url(): string {
		const url = new URL(`/v1/conversations/${this.#options.conversationId}/socket`, this.#options.origin);
		if (this.#reading.isWelcomed) url.searchParams.set("after", String(this.#reading.log.last));
		return url.href;
	}

	#command(fields: object): Promise<CommandResult> {
		return this.#commands.run({ ...fields, after: this.#reading.log.last });
	}

	#linkChanged(): void {
		if (this.#link.state === "live") {
			this.#sending.flush();
			this.#commands.resend();
		} else {
			this.#unplug();
		}
		this.#publish({});
	}

	#unplug(): void {
		this.#sending.unplug();
		this.#typing.unplug();
		this.#reading.unplug();
	}

	#receive(frame: Fields): void {
		if (!isConversationFrame<E>(frame)) return;
		this.#publish(this.#apply(frame));
	}

	#apply(frame: ConversationFrame<E>): Partial<ConversationView<E>> {
		switch (frame.type) {
			case "welcome":
				return this.#welcome(frame);
			case "entry":
				return this.#taken([frame.entry], this.#reading.entry(frame.entry));
			case "entries":
				return this.#taken(frame.entries, this.#reading.page(frame.entries, frame.hasAfter));
			case "ack":
				return this.#acknowledged(frame.clientId, frame.entry);
			case "error":
				this.#refused(frame, frame.clientId);
				return {};
			case "typing":
				this.#typing.hear(frame.author, frame.on);
				return {};
			case "read":
				return { reads: { ...this.#view.reads, [frame.by]: Math.max(this.#view.reads[frame.by], frame.seq) } };
			case "presence":
				return { presence: frame.presence };
			case "state":
				return this.#state(frame.conversation);
			case "card":
				return { cards: new Map(this.#view.cards).set(frame.card.connectionId, frame.card) };
		}
	}

	#welcome({ entries, hasAfter, status, ...frame }: Welcome<E>): Partial<ConversationView<E>> {
		const { visitor, agent } = this.#view.reads;
		const own = this.#view.reads[this.#options.audience];
		if (own > frame.reads[this.#options.audience]) this.#link.send({ type: "read", seq: own });
		return {
			reads: { visitor: Math.max(visitor, frame.reads.visitor), agent: Math.max(agent, frame.reads.agent) },
			presence: frame.presence,
			...this.#taken(entries, this.#reading.welcome(entries, hasAfter), status),
			...(frame.conversation === undefined ? {} : this.#state(frame.conversation)),
		};
	}

	/** What changes because `incoming` came and `appended` are now the newest to be shown. */
	#taken(incoming: readonly E[], appended: readonly E[], status = this.#view.status): Partial<ConversationView<E>> {
		const { entries, last, status: said } = this.#reading.log;
		for (const { clientId, seq } of [...incoming, ...appended]) {
			if (clientId !== undefined) this.#sending.settle(clientId, seq <= last);
		}
		for (const { author } of appended) this.#typing.hear(author, false);
		const changes = { entries, ...(status && { status }) };
		// Agents get the status with the state; a reader who is behind would see old ones pass by.
		if (this.#options.audience === "agent" || this.#reading.isCatchingUp || last === 0) return changes;
		return { ...changes, status: said ?? status ?? "open" };
	}

	#acknowledged(clientId: string, entry: E | undefined): Partial<ConversationView<E>> {
		this.#commands.settle(clientId);
		const changes = entry === undefined ? {} : this.#taken([entry], this.#reading.entry(entry));
		this.#sending.settle(clientId, entry === undefined || entry.seq <= this.#reading.log.last);
		return changes;
	}

	#refused(notice: ErrorNotice, clientId: string | undefined): void {
		if (clientId === undefined) this.#reading.pageRefused(notice.retry);
		else if (!this.#sending.refuse(clientId, notice)) this.#commands.refuse(clientId, notice);
	}

	#state(conversation: ConversationState): Partial<ConversationView<E>> {
		const known = this.#view.conversation;
		if (known !== undefined && conversation.revision < known.revision) return {};
		return { conversation, status: conversation.status };
	}

	#publish(changes: Partial<ConversationView<E>>): void {
		const { state, refusal, isPolling } = this.#link;
		const isCatchingUp = state === "live" && this.#reading.isCatchingUp;
		this.#view = {
			...this.#view,
			...changes,
			link: isCatchingUp ? "catching_up" : state,
			polling: isPolling,
			...(refusal === undefined ? {} : { refusal }),
			pending: this.#sending.pending,
			atRisk: this.#sending.isAtRisk,
			hasBefore: this.#reading.log.hasBefore,
			typing: this.#typing.authors,
		};
		for (const listener of this.#listeners) listener();
	}
}
