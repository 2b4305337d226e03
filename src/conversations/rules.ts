// The rules of a conversation: pure. A state and a command give the entries that follow, or a refusal.

import { instantOf } from "../platform/world.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { CommandFrame, CustomerState } from "../protocol/conversation-frames.ts";
import type { Author, Content, Entry, EntryKind, PublicEntry } from "../protocol/entry.ts";
import { type Result, refuse } from "../protocol/errors.ts";
import type { AgentClaims, VisitorClaims } from "../workspaces/tokens.ts";
import { prioritised, tagged } from "./marks.ts";
import type { Head, State } from "./state.ts";

export type Actor =
	| Pick<VisitorClaims, "kind" | "visitorId" | "customer">
	| Pick<AgentClaims, "kind" | "userId" | "name">;
export type Decision = Result<{ contents: Content[]; state: State }>;

const PUBLIC: ReadonlySet<EntryKind> = new Set(["message", "status"]);

export function isPublic(content: Content): boolean {
	return PUBLIC.has(content.kind);
}

/** What a command does. No contents and no refusal: there was nothing to change (claiming what is mine, resolving twice). */
export function decide(state: State, actor: Actor, command: CommandFrame): Decision {
	if (actor.kind === "visitor") {
		if (command.type === "send") return message(state, command.text, true);
		return command.type === "introduce" ? introduced(state, command) : refuse("forbidden");
	}
	const me = { id: actor.userId, name: actor.name };
	switch (command.type) {
		case "send":
			return message(state, command.text, false);
		case "introduce":
			return refuse("forbidden");
		case "note":
			return { ok: true, contents: [{ kind: "note", text: command.text }], state };
		case "claim":
			if (state.assignee && state.assignee.id !== me.id) return refuse("already_assigned");
			return assigned(state, state.teamId, me);
		case "release":
			if (state.assignee && state.assignee.id !== me.id) return refuse("not_assigned");
			return assigned(state, state.teamId, null);
		case "assign":
			return assigned(state, command.teamId, command.assignee);
		case "status":
			return status(state, command.status);
		case "priority":
			return prioritised(state, command.priority);
		case "tag":
			return tagged(state, command.tag, command.on);
	}
}

/** A customer who writes into a resolved conversation opens it again; an agent's last word does not. */
function message(state: State, text: string, fromVisitor: boolean): Decision {
	const said: Content = { kind: "message", text };
	if (!fromVisitor || state.status === "open") return { ok: true, contents: [said], state };
	return { ok: true, contents: [said, { kind: "status", status: "open" }], state: { ...state, status: "open" } };
}

/** A claim fills what is not proven; a proven customer has nothing to claim. */
function introduced(
	state: State,
	{ name, email }: { name?: string | undefined; email?: string | undefined },
): Decision {
	if (state.customer.verified) return refuse("forbidden");
	const claimed = { ...(name && { name }), ...(email && { email }) };
	const customer = { ...state.customer, ...claimed };
	if (sameCustomer(state.customer, customer)) return { ok: true, contents: [], state };
	return { ok: true, contents: [{ kind: "identified", verified: false, ...claimed }], state: { ...state, customer } };
}

/** A team that is left is remembered until its desk has been told. */
export function assigned(state: State, teamId: State["teamId"], assignee: State["assignee"]): Decision {
	if (state.teamId === teamId && state.assignee?.id === assignee?.id) return { ok: true, contents: [], state };
	const leaving =
		state.teamId === teamId ? state.leaving : [...state.leaving, state.teamId].filter((left) => left !== teamId);
	return {
		ok: true,
		contents: [{ kind: "assignment", teamId, assignee }],
		state: { ...state, teamId, assignee, leaving },
	};
}

function status(state: State, to: State["status"]): Decision {
	if (state.status === to) return { ok: true, contents: [], state };
	return { ok: true, contents: [{ kind: "status", status: to }], state: { ...state, status: to } };
}

/** A business event in the timeline: internal, and it changes nothing else. */
export function receiveEvent(state: State, event: BusinessEvent): Decision {
	return { ok: true, contents: [{ kind: "event", event }], state };
}

/** What a visitor's token proves by now. A verified customer is never replaced by a claim, nor by another customer. */
export function identify(state: State, customer: CustomerState): Decision {
	if (!customer.verified) {
		// A token from before the proof may be a copy in other hands.
		if (state.customer.verified) return refuse("unauthenticated");
		return state.customer.id === customer.id ? { ok: true, contents: [], state } : refuse("not_found");
	}
	if ((state.customer.verified || state.erased) && state.customer.id !== customer.id) return refuse("not_found");
	if (state.erased || sameCustomer(state.customer, customer)) return { ok: true, contents: [], state };
	const content: Content = {
		kind: "identified",
		verified: true,
		...(customer.name && { name: customer.name }),
		...(customer.email && { email: customer.email }),
	};
	return { ok: true, contents: [content], state: { ...state, customer } };
}

function sameCustomer(a: CustomerState, b: CustomerState): boolean {
	return a.id === b.id && a.verified === b.verified && a.name === b.name && a.email === b.email && a.phone === b.phone;
}

/** Numbers what was decided. Time never runs backwards within a conversation, whatever the platform's clock does. */
export function number(
	head: Head,
	author: Author,
	clientId: string,
	contents: readonly Content[],
	nowMs: number,
): { entries: Entry[]; head: Head } {
	const at = Math.max(nowMs, head.at);
	let { seq, publicSeq } = head;
	const entries = contents.map((content): Entry => {
		seq += 1;
		if (isPublic(content)) publicSeq += 1;
		return { seq, publicSeq, at: instantOf(at), author, clientId, content };
	});
	return { entries, head: { seq, publicSeq, at } };
}

/** An entry as a visitor may see it; undefined for internal ones. Client ids go back to their own side only. */
export function publicFace(entry: Entry): PublicEntry | undefined {
	if (!isPublic(entry.content)) return undefined;
	const { kind, name } = entry.author;
	return {
		seq: entry.publicSeq,
		at: entry.at,
		author: { kind, ...(name && kind === "agent" && { name }) },
		...(kind === "visitor" && { clientId: entry.clientId }),
		content: entry.content,
	};
}

/** A visitor whose data was erased here is not named again by a token of before. */
export function authorOf(actor: Actor, state?: Pick<State, "erased">): Author {
	if (actor.kind === "agent") return { kind: "agent", id: actor.userId, name: actor.name };
	const name = state?.erased ? undefined : actor.customer.name;
	return { kind: "visitor", id: actor.visitorId, ...(name && { name }) };
}

export function newState(claims: VisitorClaims, nowMs: number): State {
	return {
		version: 1,
		id: claims.conversationId,
		workspaceId: claims.workspaceId,
		jurisdiction: claims.jurisdiction,
		inboxId: claims.inboxId,
		teamId: claims.teamId,
		status: "open",
		priority: "normal",
		tags: [],
		assignee: null,
		customer: claims.customer,
		createdAt: instantOf(nowMs),
		leaving: [],
		confirmed: 0,
		reads: { visitor: 0, agent: 0 },
		guard: { sinceMs: 0, done: 0, held: 0 },
		later: [],
	};
}
