import { expect, test } from "vitest";
import { ACTIONS, fromActionDraft, newAction, toActionDraft } from "../../src/console/settings/rules/action-draft.ts";
import { foundWords } from "../../src/console/settings/rules/dry-run-words.ts";
import { errorsOf, fromRuleDraft, toRuleDraft, whenOf } from "../../src/console/settings/rules/rule-draft.ts";
import { type RuleAction, ruleAction, ruleSettings } from "../../src/protocol/rules.ts";

const home = { teamId: "tem_0000000000000001", timeZone: "Europe/Berlin" };
const quiet = { from: "21:30", to: "07:00", timeZone: "Asia/Shanghai" };
const ONE_OF_EACH: RuleAction[] = ruleAction.array().parse([
	{ type: "alert", severity: "warning", climbsAfterS: 90 },
	{ type: "priority", priority: "high" },
	{ type: "assign", teamId: home.teamId, assigneeId: "usr_0000000000000001" },
	{ type: "tag", tag: "vip" },
	{ type: "note", text: "Call them." },
	{ type: "message", texts: { en: "Late.", de: "Später." }, once: "customer", quiet },
]);
const OTHERS: RuleAction[] = ruleAction.array().parse([
	{ type: "alert", severity: "info" },
	{ type: "assign", teamId: home.teamId, assigneeId: null },
	{ type: "message", texts: { en: "Late." }, once: "object", quiet: null },
]);

test("every kind of action goes through the form and comes back the same", () => {
	expect(ONE_OF_EACH.map(({ type }) => type)).toEqual(ACTIONS.map(({ value }) => value));
	expect(ACTIONS).toHaveLength(ruleAction.options.length);
	for (const stored of [...ONE_OF_EACH, ...OTHERS])
		expect(fromActionDraft(toActionDraft(stored, home))).toEqual(stored);
});

test("a rule goes through the form and comes back the same", () => {
	const stored = ruleSettings.parse({
		name: "Late",
		enabled: false,
		kinds: ["delivery.delayed"],
		any: [{ fact: "delayDays", atLeast: 2 }],
		match: "all",
		actions: ONE_OF_EACH,
	});
	const draft = toRuleDraft(stored, home);
	expect(errorsOf(draft)).toEqual({});
	expect(fromRuleDraft(draft, false)).toEqual(stored);
});

test("what is missing is said at its field", () => {
	const empty = {
		...toRuleDraft(null, home),
		kinds: [],
		actions: [
			newAction("tag", home),
			newAction("message", home),
			{ ...newAction("alert", home), climbsAfterMin: "soon" },
		],
	};
	expect(Object.keys(errorsOf(empty)).sort()).toEqual(
		["actions.0.tag", "actions.1.texts", "actions.2.climbsAfterMin", "conditions.0.value", "kinds", "name"].sort(),
	);
	expect(errorsOf({ ...empty, actions: [] })).toHaveProperty("actions");
});

test("a text whose language is none keeps the rule from being saved, and is not dropped", () => {
	const draft = {
		...newAction("message", home),
		texts: [
			{ language: "en", text: "Hello" },
			{ language: "?", text: "Hm" },
		],
	};
	expect(fromActionDraft(draft)).toBeNull();
});

test("a dry run needs whole conditions, and nothing of what is done then", () => {
	const draft = { ...toRuleDraft(null, home), actions: [] };
	expect(whenOf(draft)).toBeNull();
	expect(whenOf({ ...draft, conditions: [] })).toEqual({ kinds: ["order.created"], any: [], match: "any" });
	expect(whenOf({ ...draft, conditions: [], kinds: [] })).toBeNull();
});

test.each([
	[0, 0, 0, 0, "There are no events yet to try it on."],
	[1_000, 0, 0, 0, "It would not have fired for any of the last 1,000 events."],
	[1, 0, 0, 0, "It would not have fired for the only event that there is."],
	[1, 1, 1, 0, "It would have fired for the only event that there is."],
	[
		1_000,
		12,
		9,
		1,
		"It would have fired for 12 of the last 1,000 events, about 9 things. 1 of these events stands in a conversation.",
	],
])("a dry run over %i events that finds %i is told in a sentence", (looked, fired, objects, inConversation, words) => {
	expect(foundWords({ looked, fired, objects, inConversation, newest: [] })).toBe(words);
});
