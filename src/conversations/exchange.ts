// The exchange: what a reader's frames do to the log, whichever door they come through, and what goes back.

import type { Reply } from "../platform/frames.ts";
import type { Rate } from "../platform/rate.ts";
import { type ClientFrame, type CommandFrame, VISITOR_FRAMES } from "../protocol/conversation-frames.ts";
import type { Author } from "../protocol/entry.ts";
import { ERRORS, type Result, refuse } from "../protocol/errors.ts";
import type { EventId } from "../protocol/ids.ts";
import { PAGE_ENTRIES } from "../protocol/limits.ts";
import type { Claims } from "../workspaces/tokens.ts";
import type { Audience } from "./audience.ts";
import type { Drain } from "./drain.ts";
import { type Erasure, erasedCustomer, erasedEntry } from "./erasure.ts";
import type { ConversationLog, Erased } from "./log.ts";
import { type RuleTurn, ruleAuthor, sendLater, takeTurn } from "./rule-turns.ts";
import { authorOf, type Decision, decide, identify, newState } from "./rules.ts";
import type { State } from "./state.ts";
import type { Page } from "./storage.ts";
import { pageFrame, stateFace, welcomeFrame } from "./views.ts";
import { Written } from "./written.ts";

/** Rows that one call rewrites: well below a request's CPU time. */
const ERASE_PAGE = 1_000;
const ERASURE_NOTE = "The customer's data was erased here, because the shop has asked for it.";

interface PageAsk {
	after?: number | undefined;
	before?: number | undefined;
	limit?: number | undefined;
}

export class Exchange {
	readonly #log: ConversationLog;
	readonly #audience: Audience;
	readonly #drain: Drain;
	readonly #now: () => number;
	readonly #visitorRate: Rate<string>;

	constructor(log: ConversationLog, audience: Audience, drain: Drain, now: () => number, visitorRate: Rate<string>) {
		this.#visitorRate = visitorRate;
		this.#log = log;
		this.#audience = audience;
		this.#drain = drain;
		this.#now = now;
	}

	/** Agents find a conversation only where one is; visitors make theirs by writing. A better proof of identity is taken up. */
	admit(claims: Claims): Result<object> {
		const { state } = this.#log;
		if (claims.kind === "agent") return state?.workspaceId === claims.workspaceId ? { ok: true } : refuse("not_found");
		if (!state) return { ok: true };
		if (state.workspaceId !== claims.workspaceId || state.id !== claims.conversationId) return refuse("not_found");
		const decision = identify(state, claims.customer);
		if (decision.ok && decision.contents.length > 0) {
			this.commit({ kind: "system" }, { clientId: crypto.randomUUID(), after: 0 }, () => decision);
			// Who holds an older token, which proves nothing, has read until now what was theirs; from here on it is the customer's.
			this.#audience.dismiss(
				(who) => who.kind === "visitor" && !who.customer.verified,
				ERRORS.unauthenticated.close,
				"unauthenticated",
			);
		}
		return decision.ok ? { ok: true } : decision;
	}

	/** After `admit`. `after`: the last seq its reader has (a publicSeq for visitors). */
	welcome(claims: Claims, after: number | undefined): string {
		const presence = this.#audience.presence();
		const shown = claims.kind === "visitor" ? this.#audience.forVisitors(presence) : presence;
		return welcomeFrame(this.#log, shown, claims.kind, after, this.#now());
	}

	/** Whether a command was sent before its sender had seen the newest entry: others are being written at the same time. */
	isOvertaken(claims: Claims, frame: ClientFrame): boolean {
		if (!("clientId" in frame)) return false;
		const { seq, publicSeq } = this.#log.head;
		return frame.after < (claims.kind === "visitor" ? publicSeq : seq);
	}

	/** `sender`: the socket that the frame came by; it hears of its own entries by `ack` alone. */
	receive(claims: Claims, frame: ClientFrame, reply: Reply, sender?: WebSocket): void {
		if (claims.kind === "visitor" && !VISITOR_FRAMES.has(frame.type))
			return reply.refuse("forbidden", "clientId" in frame ? frame.clientId : undefined);
		switch (frame.type) {
			case "typing":
				return this.#tellTyping(claims, frame.on, sender);
			case "read":
				return this.#markRead(claims, frame.seq, sender);
			case "page":
				return reply.send(pageFrame(this.page(frame, claims.kind === "visitor"), claims.kind));
			default: {
				const result = this.command(claims, frame, sender);
				if (!result.ok) return reply.refuse(result.code, frame.clientId);
				const entry = claims.kind === "visitor" ? result.written?.publicJson : result.written?.json;
				reply.send(`{"type":"ack","clientId":${JSON.stringify(frame.clientId)}${entry ? `,"entry":${entry}` : ""}}`);
			}
		}
	}

	/** The entry that a command became, also where an earlier try made it; none where there was nothing to change. */
	command(claims: Claims, command: CommandFrame, sender?: WebSocket): Result<{ written: Written | undefined }> {
		const begins = claims.kind === "visitor" && command.type === "send";
		const state = this.#log.state ?? (begins ? newState(claims, this.#now()) : undefined);
		if (!state) return refuse("not_found");
		if (claims.kind === "visitor" && !this.#visitorRate.take(claims.visitorId, this.#now()).ok)
			return refuse("rate_limited");
		const after = claims.kind === "visitor" ? this.#log.seqOfPublic(command.after) : command.after;
		return this.commit(authorOf(claims, state), { ...command, after }, () => decide(state, claims, command), sender);
	}

	/** Decides, commits and tells, unless the same author has sent the same client id before. */
	commit(
		author: Author,
		{ clientId, after }: { clientId: string; after: number },
		decision: () => Decision,
		sender?: WebSocket,
	): Result<{ written: Written | undefined }> {
		const earlier = this.#log.find(author, clientId, after);
		if (earlier || this.#log.wasIdle(author, clientId)) return { ok: true, written: earlier && new Written(earlier) };
		const decided = decision();
		if (!decided.ok) return decided;
		if (decided.contents.length === 0) {
			if (decided.state !== this.#log.state) this.#keepState(decided.state);
			this.#log.noteIdle(author, clientId);
			return { ok: true, written: undefined };
		}
		const before = this.#log.state;
		const waited = this.#log.isWaiting;
		const [own, ...more] = this.#log.commit(author, clientId, decided.contents, decided.state, this.#now());
		if (own) this.#audience.tellEntries([own], sender);
		this.#audience.tellEntries(more);
		if (before !== decided.state)
			this.#audience.toAgents({ type: "state", conversation: stateFace(decided.state, this.#log.head) });
		this.#drain.changed(before !== decided.state || (!waited && this.#log.isWaiting));
		return { ok: true, written: own };
	}

	/** A page of entries; after the last, the customer's name and addresses, and a note that says so, once for each cause. */
	erase(erasure: Erasure, cause: EventId, after: number): Erased {
		const { state } = this.#log;
		if (!state) return { erased: 0, changed: 0, next: null };
		const done = this.#log.erase(after, ERASE_PAGE, (entry) => erasedEntry(entry, erasure));
		// Last, so that the desk's new row shows what is left.
		if (done.next === null && erasure.what === "person")
			this.commit({ kind: "system", id: erasure.connectionId }, { clientId: `erase:${cause}`, after: 0 }, () => ({
				ok: true,
				contents: [{ kind: "note", text: ERASURE_NOTE }],
				state: { ...state, customer: erasedCustomer(state.customer), erased: true },
			}));
		return done;
	}

	/** What a workspace's rule does here, once for each of its client ids. */
	takeTurn(turn: RuleTurn): Result<object> {
		const { state } = this.#log;
		if (!state) return refuse("not_found");
		const { clientId } = turn;
		return this.commit(ruleAuthor(turn), { clientId, after: 0 }, () => takeTurn(state, turn, this.#now()));
	}

	/** Messages of rules whose quiet hours are over. */
	sendLater(): void {
		const due = this.#log.state?.later.filter(({ dueMs }) => dueMs <= this.#now()) ?? [];
		for (const waited of due) {
			const { state } = this.#log;
			if (state) this.commit(waited.author, { clientId: waited.clientId, after: 0 }, () => sendLater(state, waited));
		}
	}

	/** After or before a cursor, else the newest. Visitors' cursors are publicSeqs. */
	page(ask: PageAsk, publicOnly: boolean): Page {
		const limit = ask.limit ?? PAGE_ENTRIES;
		const seqOf = (cursor: number) => (publicOnly ? this.#log.seqOfPublic(cursor) : cursor);
		if (ask.after !== undefined) return this.#log.after(seqOf(ask.after), limit, publicOnly);
		if (ask.before === undefined) return this.#log.before(this.#log.head.seq + 1, limit, publicOnly);
		return this.#log.before(publicOnly ? seqOf(ask.before - 1) + 1 : ask.before, limit, publicOnly);
	}

	/** A state that changed without an entry. */
	#keepState(state: State): void {
		this.#log.save(state);
		this.#audience.toAgents({ type: "state", conversation: stateFace(state, this.#log.head) });
	}

	#tellTyping(claims: Claims, on: boolean, sender: WebSocket | undefined): void {
		const { kind, id, name } = authorOf(claims, this.#log.state);
		const seen = name && kind === "agent" ? { kind, name } : { kind };
		this.#audience.toAgents({ type: "typing", author: { kind, ...(id && { id }), ...(name && { name }) }, on }, sender);
		this.#audience.toVisitors({ type: "typing", author: seen, on }, sender);
	}

	/** Marks cross in the reader's own numbers: a visitor's is a publicSeq, and hears nothing of a note that was read. */
	#markRead(claims: Claims, cursor: number, sender: WebSocket | undefined): void {
		const seq = claims.kind === "visitor" ? this.#log.seqOfPublic(cursor) : cursor;
		const before = this.#log.publicSeqAt(this.#log.state?.reads[claims.kind] ?? 0);
		if (!this.#log.markRead(claims.kind, seq)) return;
		this.#drain.readsChanged();
		this.#audience.toAgents({ type: "read", by: claims.kind, seq }, sender);
		const publicSeq = this.#log.publicSeqAt(seq);
		if (publicSeq > before) this.#audience.toVisitors({ type: "read", by: claims.kind, seq: publicSeq }, sender);
	}
}
