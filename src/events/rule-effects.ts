// What rules do in the conversation in whose timeline an event stands. All of it through the conversation's object, each
// rule's turn under a client id of its own, so that a redelivery changes nothing twice. Alerts are the consumer's.
import type { RuleDeed, RuleTurn } from "../conversations/rule-turns.ts";
import { conversationStub } from "../conversations/stub.ts";
import { derivedId } from "../platform/ids.ts";
import { log } from "../platform/log.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { ConversationState } from "../protocol/conversation-frames.ts";
import type { CustomerId, RuleId } from "../protocol/ids.ts";
import { MAX_TEXT_LENGTH } from "../protocol/limits.ts";
import type { RuleAction, RuleSettings } from "../protocol/rules.ts";
import { tenant } from "../workspaces/access.ts";
import { placeIn } from "../workspaces/membership.ts";
import type { Delivery } from "./delivery.ts";
import { claimMessages } from "./rule-messages.ts";

export interface StoredRule {
	id: RuleId;
	settings: RuleSettings;
}
type Did = Pick<Delivery, "workspaceId" | "jurisdiction" | "traceId" | "eventId">;

/** Of the rules that have fired for this event. Answers with what the conversation is then. */
export async function applyRules(
	env: WorkerBindings,
	one: Did,
	event: BusinessEvent,
	fired: readonly StoredRule[],
	customerId: CustomerId | null,
	conversation: ConversationState,
): Promise<ConversationState> {
	const deeds = await Promise.all(fired.map((rule) => deedTurn(env, one, event, rule)));
	const messages = conversation.status === "open" ? await messageTurns(env, one, event, fired, customerId) : [];
	const turns = [...deeds.filter((turn) => turn.deeds.length > 0), ...messages];
	if (turns.length === 0) return conversation;
	const { workspaceId, jurisdiction, traceId, eventId } = one;
	const { id } = conversation;
	const result = await conversationStub(env, { workspaceId, jurisdiction, id }).applyRules(turns);
	if (!result.ok) return conversation;
	log("rules_applied", { traceId, workspaceId, eventId, conversationId: id, count: turns.length });
	return result.conversation;
}

/** All that a rule does besides its message: once for each event. */
async function deedTurn(env: WorkerBindings, one: Did, event: BusinessEvent, rule: StoredRule): Promise<RuleTurn> {
	const deeds = await Promise.all(rule.settings.actions.map((action) => deedOf(env, one, event, action)));
	const clientId = await derivedId("request", "rule-turn", rule.id, event.id);
	return { ...named(rule), clientId, deeds: deeds.flatMap((deed) => deed ?? []) };
}

async function deedOf(
	env: WorkerBindings,
	{ workspaceId, traceId, eventId }: Did,
	event: BusinessEvent,
	action: RuleAction,
): Promise<RuleDeed | undefined> {
	switch (action.type) {
		case "alert":
		case "message":
			return undefined;
		case "note":
			return { type: "note", text: filled(action.text, event) };
		case "assign": {
			const place = await placeIn(env, workspaceId, action.teamId, action.assigneeId);
			// A team or a person who has gone since: the rule's other deeds are still right.
			if (!place) return void log("rule_place_gone", { traceId, workspaceId, eventId, teamId: action.teamId });
			return { type: "assign", teamId: action.teamId, assignee: place.assignee };
		}
		default:
			return action;
	}
}

/** Messages to the customer: each once for the customer or the business object, by whichever event comes first. */
async function messageTurns(
	env: WorkerBindings,
	{ workspaceId }: Did,
	event: BusinessEvent,
	fired: readonly StoredRule[],
	customerId: CustomerId | null,
): Promise<RuleTurn[]> {
	const wished = await Promise.all(
		fired.flatMap((rule) =>
			rule.settings.actions.map(async (action): Promise<RuleTurn[]> => {
				if (action.type !== "message" || (action.once === "customer" && customerId === null)) return [];
				const about =
					action.once === "customer" ? [customerId ?? ""] : [event.connectionId, event.objectType, event.objectId];
				const texts = Object.fromEntries(
					Object.entries(action.texts).map(([language, text]) => [language, filled(text, event)]),
				);
				// A test must not write to a customer, nor keep a real event from it.
				if (event.test) return [await instead(rule, event, texts)];
				const clientId = await derivedId("request", "rule-message", rule.id, action.once, ...about);
				return [{ ...named(rule), clientId, deeds: [{ type: "message", texts, quiet: action.quiet }] }];
			}),
		),
	);
	const turns = wished.flat();
	if (event.test) return turns;
	const mine = await claimMessages(
		tenant(env, workspaceId),
		event.id,
		turns.map(({ clientId: id, ruleId }) => ({ id, ruleId })),
	);
	return turns.filter(({ clientId }) => mine.has(clientId));
}

async function instead(rule: StoredRule, event: BusinessEvent, texts: Record<string, string>): Promise<RuleTurn> {
	const text = `A test. For a real event the customer would get: ${Object.values(texts)[0] ?? ""}`;
	const clientId = await derivedId("request", "rule-test", rule.id, event.id);
	return { ...named(rule), clientId, deeds: [{ type: "note", text: text.slice(0, MAX_TEXT_LENGTH).toWellFormed() }] };
}

function named({ id: ruleId, settings }: StoredRule): Pick<RuleTurn, "ruleId" | "ruleName"> {
	return { ruleId, ruleName: settings.name };
}

/** `{reference}` is what people call the object: #1042. A function, as the reference may hold what `replace` reads as a pattern. */
function filled(text: string, { reference }: BusinessEvent): string {
	return text
		.replaceAll("{reference}", () => reference)
		.slice(0, MAX_TEXT_LENGTH)
		.toWellFormed();
}
