// What a workspace's rules do in a conversation, and the guard that keeps them from doing too much. Pure.

import { inLanguage } from "../customers/language.ts";
import type { Author, Priority } from "../protocol/entry.ts";
import type { RuleId, TeamId } from "../protocol/ids.ts";
import type { QuietHours } from "../protocol/rules.ts";
import { prioritised, tagged } from "./marks.ts";
import { endOfQuiet, wallClock } from "./quiet-hours.ts";
import { assigned, type Decision } from "./rules.ts";
import type { LaterMessage, State } from "./state.ts";

export type RuleDeed =
	| { type: "priority"; priority: Priority }
	| { type: "tag"; tag: string }
	| { type: "note"; text: string }
	/** To a team alone: whoever has the conversation keeps it, if it is in that team. */
	| { type: "assign"; teamId: TeamId; assignee: State["assignee"] }
	| { type: "message"; texts: Record<string, string>; quiet: QuietHours | null };

/** What one rule does because of one event. All of it, once for each client id: derived from the rule and what it is keyed by. */
export interface RuleTurn {
	ruleId: RuleId;
	ruleName: string;
	clientId: string;
	deeds: RuleDeed[];
}

type Made = Decision & { ok: true };

/** A busy day of one customer's orders is about ten turns; more in an hour is a rule gone wild. */
export const MOST_TURNS_AN_HOUR = 30;
const HOUR_MS = 60 * 60 * 1000;
/** Waiting messages are part of the state, which is written whole. */
const MOST_LATER = 10;

export function ruleAuthor({ ruleId, ruleName }: Pick<RuleTurn, "ruleId" | "ruleName">): Author {
	return { kind: "system", id: ruleId, name: ruleName };
}

/**
 * A rule's turn. Beyond `MOST_TURNS_AN_HOUR` nothing is done but counting, and the first that is held back leaves a note.
 * Nothing that a rule does is an event, so no rule can set off another.
 */
export function takeTurn(state: State, turn: RuleTurn, nowMs: number): Decision {
	const nothing: Made = { ok: true, contents: [], state };
	const decided = turn.deeds.reduce<Made>((so, deed) => after(so, deed, turn, nowMs), nothing);
	if (decided.contents.length === 0) return nothing;
	const age = nowMs - state.guard.sinceMs;
	const guard = age >= 0 && age < HOUR_MS ? state.guard : { sinceMs: nowMs, done: 0, held: 0 };
	if (guard.done < MOST_TURNS_AN_HOUR)
		return { ...decided, state: { ...decided.state, guard: { ...guard, done: guard.done + 1 } } };
	return {
		ok: true,
		contents: guard.held === 0 ? [{ kind: "note", text: HELD }] : [],
		state: { ...state, guard: { ...guard, held: guard.held + 1 } },
	};
}

const HELD = `Rules have acted ${MOST_TURNS_AN_HOUR} times here within an hour. What they would do in the rest of it is held back and counted.`;

function after(so: Made, deed: RuleDeed, turn: RuleTurn, nowMs: number): Made {
	const decided = decide(so.state, deed, turn, nowMs);
	// A tag too many is left out: it must not keep the rule's other deeds from happening.
	if (!decided.ok) return so;
	return { ok: true, contents: [...so.contents, ...decided.contents], state: decided.state };
}

function decide(state: State, deed: RuleDeed, turn: RuleTurn, nowMs: number): Decision {
	switch (deed.type) {
		case "priority":
			return prioritised(state, deed.priority);
		case "tag":
			return tagged(state, deed.tag, true);
		case "note":
			return noted(state, deed.text);
		case "assign": {
			const keeps = deed.assignee === null && deed.teamId === state.teamId;
			return keeps ? { ok: true, contents: [], state } : assigned(state, deed.teamId, deed.assignee);
		}
		case "message":
			return message(state, deed, turn, nowMs);
	}
}

/** The message itself; in quiet hours a note that says until when it waits. Into an open conversation only. */
function message(state: State, deed: RuleDeed & { type: "message" }, turn: RuleTurn, nowMs: number): Decision {
	const { texts, quiet } = deed;
	const text = inLanguage(texts, state.customer.locale) ?? inLanguage(texts, undefined);
	if (text === null || state.status !== "open") return { ok: true, contents: [], state };
	const dueMs = quiet ? endOfQuiet(quiet, nowMs) : undefined;
	if (!quiet || dueMs === undefined) return { ok: true, contents: [{ kind: "message", text }], state };
	if (state.later.length >= MOST_LATER)
		return noted(state, `Not sent, as ${MOST_LATER} messages wait already: ${text}`);
	const waits: LaterMessage = { author: ruleAuthor(turn), clientId: `${turn.clientId}:due`, text, dueMs };
	const until = `${wallClock(dueMs, quiet.timeZone)} (${quiet.timeZone})`;
	return noted(
		{ ...state, later: [...state.later, waits] },
		`Quiet hours: the customer gets this at ${until}: ${text}`,
	);
}

/** One message whose quiet hours are over. Whoever has resolved the conversation meanwhile has said the last word. */
export function sendLater(state: State, waited: LaterMessage): Decision {
	const left = { ...state, later: state.later.filter(({ clientId }) => clientId !== waited.clientId) };
	if (state.status === "open") return { ok: true, contents: [{ kind: "message", text: waited.text }], state: left };
	return noted(left, `Not sent after the quiet hours, as the conversation is resolved: ${waited.text}`);
}

function noted(state: State, text: string): Decision {
	return { ok: true, contents: [{ kind: "note", text }], state };
}
