// One visitor at one inbox: who they are, which conversation is theirs, and what stands in the way of it.
import type { Clock } from "../../client/clock.ts";
import type { ConversationClient } from "../../client/conversation.ts";
import { Refused } from "../../client/link.ts";
import type { PublicEntry } from "../../protocol/entry.ts";
import type { WidgetSession } from "../../protocol/http.ts";
import type { Kept } from "./kept.ts";
import type { SessionAnswer, SessionQuestion } from "./session.ts";

export interface VisitView {
	/** `waiting`: not answered yet, asked again by itself. `refused`: asking again would not help. */
	stage: "starting" | "waiting" | "refused" | "ready";
	/** Why it is `waiting` or `refused`: a code of the error table. */
	code?: string;
	session?: WidgetSession;
	/** Connected from the first opening on, or at once for those who have been here before. */
	conversation?: ConversationClient<PublicEntry>;
	shown: boolean;
}

export interface VisitWorld {
	inboxId: string;
	locale: string;
	token: Kept;
	clock: Clock;
	random: () => number;
	ask: (question: SessionQuestion) => Promise<SessionAnswer>;
	/** Runs work while no other tab of this visitor does. */
	inTurn: <T>(work: () => Promise<T>) => Promise<T>;
	/** The shop's proof of who its customer is. */
	identity: () => Promise<string | undefined>;
	connect: (conversationId: string, token: () => Promise<string>) => ConversationClient<PublicEntry>;
	/** Forgets what was written and not sent. */
	forget: (conversationId: string) => void;
}

// Between two tries to get a session, with full jitter: the rate limit for visitors counts by the minute.
const FIRST_BACK_OFF_MS = 2_000;
const LONGEST_BACK_OFF_MS = 30_000;
/** Whether agents are there is asked again when the chat is opened and the last answer is older. */
const STALE_AFTER_MS = 60_000;

/** Nothing was said: ask again. */
const LATER: SessionAnswer = { ok: false, code: "unavailable", retry: true };

export class Visit {
	#view: VisitView = { stage: "starting", shown: false };
	readonly #world: VisitWorld;
	readonly #listeners = new Set<() => void>();
	#wasHereBefore: boolean;
	#hasIdentity = false;
	#askedAt = 0;
	#failures = 0;
	/** Answers to earlier questions than the newest one no longer count. */
	#question = 0;
	#cancelRetry: (() => void) | undefined;

	constructor(world: VisitWorld) {
		this.#world = world;
		this.#wasHereBefore = world.token.value !== undefined;
		world.token.onElsewhere((token) => {
			if (token === undefined) this.#loggedOut();
		});
	}

	/** A new object for each change. */
	get view(): VisitView {
		return this.#view;
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	begin(start: { shown: boolean; identity: boolean }): void {
		this.#hasIdentity = start.identity;
		this.#publish({ shown: start.shown });
		void this.#enter();
	}

	show(shown: boolean): void {
		this.#publish({ shown });
		if (!shown || this.#view.session === undefined) return;
		this.#connect(this.#view.session);
		if (this.#world.clock.now() - this.#askedAt > STALE_AFTER_MS) void this.#enter();
	}

	/** The shop has said who its customer is, after we began. */
	identified(): void {
		this.#hasIdentity = true;
		void this.#enter();
	}

	/** Forgets who was here, in all tabs. */
	logout(): void {
		this.#world.token.set(undefined);
		this.#loggedOut();
	}

	#loggedOut(): void {
		// Not set: another tab may have become somebody else by now.
		this.#world.token.reread();
		const { session } = this.#view;
		if (session !== undefined) this.#world.forget(session.conversationId);
		this.#hasIdentity = false;
		this.#wasHereBefore = false;
		this.#leave();
		void this.#enter();
	}

	/** Begins a new conversation after a resolved one. */
	startOver(): void {
		void this.#enter(this.#view.session?.conversationId);
	}

	/** After a refusal, by the visitor's own wish. */
	retry(): void {
		this.#leave();
		void this.#enter();
	}

	async #enter(after?: string): Promise<void> {
		const question = ++this.#question;
		this.#cancelRetry?.();
		const answer = await this.#ask(after);
		if (question !== this.#question) return;
		if (answer.ok) this.#accept(answer.session);
		else if (answer.retry) this.#tryLater(answer.code, after);
		else if (after === undefined) this.#refuse(answer.code);
	}

	/** Asks in this tab's turn and keeps the token: of two tabs that open at once, the second comes as who the first became. */
	async #ask(after?: string): Promise<SessionAnswer> {
		const { inTurn, token } = this.#world;
		const question = this.#question;
		const identity = this.#hasIdentity ? await this.#world.identity() : undefined;
		return inTurn(async () => {
			if (token.value === undefined) token.reread();
			const own = token.value;
			const answer = await this.#askWith(identity, after);
			if (!answer.ok || question !== this.#question) return answer;
			token.reread();
			// Signed out in another tab while we asked: its event comes, and we begin anew.
			if (own !== undefined && token.value === undefined) return LATER;
			// Without turns another tab may have been first: then we are who it became.
			const isLate = own === undefined && token.value !== undefined;
			const shared = isLate ? await this.#askWith(identity, after) : answer;
			if (shared.ok) token.set(shared.session.token);
			return shared;
		});
	}

	async #askWith(identity: string | undefined, after?: string): Promise<SessionAnswer> {
		const { ask, inboxId, locale, token } = this.#world;
		const question = { inboxId, locale, after, identity, token: token.value };
		const answer = await ask(question);
		if (answer.ok) return answer;
		if (answer.code === "invalid_identity" && identity !== undefined) {
			// It may have expired on its way. The same one again would be refused again.
			const fresh = await this.#world.identity();
			return fresh === undefined || fresh === identity ? answer : ask({ ...question, identity: fresh });
		}
		// A token of long ago: its visitor begins anew.
		const isTokenRefused = answer.code === "token_expired" || answer.code === "unauthenticated";
		return isTokenRefused && question.token ? ask({ ...question, token: undefined, after: undefined }) : answer;
	}

	#accept(session: WidgetSession): void {
		this.#failures = 0;
		this.#askedAt = this.#world.clock.now();
		const known = this.#view.session;
		// A better proof counts from the connection on that brings it: the same conversation is entered again.
		if (session.conversationId !== known?.conversationId || session.verified !== known.verified) this.#leave();
		this.#publish({ stage: "ready", session });
		if (this.#view.shown || this.#wasHereBefore) this.#connect(session);
	}

	#connect({ conversationId }: WidgetSession): void {
		if (this.#view.conversation !== undefined) return;
		this.#wasHereBefore = true;
		this.#publish({ conversation: this.#world.connect(conversationId, this.#tokens(conversationId)) });
	}

	/** The token that we have, and a new one whenever that was given before: then it has been refused. */
	#tokens(conversationId: string): () => Promise<string> {
		let given: string | undefined;
		return async () => {
			if (this.#world.token.value === undefined || this.#world.token.value === given) {
				const answer = await this.#ask();
				if (!answer.ok) throw answer.retry ? new Error(answer.code) : new Refused(answer.code);
				this.#accept(answer.session);
				// Another conversation has its own connection; this one was left for good.
				if (answer.session.conversationId !== conversationId) throw new Refused("not_found");
			}
			given = this.#world.token.value ?? "";
			return given;
		};
	}

	#tryLater(code: string, after: string | undefined): void {
		// What is there stays usable while its session cannot be renewed.
		if (this.#view.stage !== "ready") this.#publish({ stage: "waiting", code });
		const limit = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** this.#failures);
		this.#failures += 1;
		const waitMs = limit * (0.5 + this.#world.random() / 2);
		this.#cancelRetry = this.#world.clock.after(waitMs, () => void this.#enter(after));
	}

	#refuse(code: string): void {
		this.#leave();
		this.#publish({ stage: "refused", code });
	}

	#leave(): void {
		this.#view.conversation?.close();
		const { session: _, conversation: __, code: ___, ...rest } = this.#view;
		this.#view = { ...rest, stage: "starting" };
		this.#publish({});
	}

	#publish(changes: Partial<VisitView>): void {
		this.#view = { ...this.#view, ...changes };
		for (const listener of this.#listeners) listener();
	}
}
