// A rule as a form edits it, and what is wrong with it.
import type { BusinessEventKind } from "../../../protocol/business-event.ts";
import type { RuleSettings } from "../../../protocol/rules.ts";
import { type ActionDraft, fromActionDraft, MAIN_FIELD, newAction, toActionDraft } from "./action-draft.ts";
import { type ConditionDraft, fromDraft, toDraft } from "./condition-draft.ts";

export interface RuleDraft {
	name: string;
	kinds: BusinessEventKind[];
	conditions: ConditionDraft[];
	match: "any" | "all";
	actions: ActionDraft[];
}

/** What new actions begin with. */
export interface RuleHome {
	teamId: string;
	timeZone: string;
}

export function toRuleDraft(rule: RuleSettings | null, home: RuleHome): RuleDraft {
	if (!rule) {
		const conditions: ConditionDraft[] = [{ fact: "total", value: "", currency: "EUR" }];
		return { name: "", kinds: ["order.created"], conditions, match: "any", actions: [newAction("alert", home)] };
	}
	return {
		name: rule.name,
		kinds: rule.kinds,
		conditions: rule.any.map(toDraft),
		match: rule.match ?? "any",
		actions: rule.actions.map((action) => toActionDraft(action, home)),
	};
}

/** By the form's paths. */
export function errorsOf({ name, kinds, conditions, actions }: RuleDraft): Record<string, string> {
	return {
		...(!name.trim() && { name: "Give it a name: agents read it on what the rule does" }),
		...(kinds.length === 0 && { kinds: "Choose at least one kind of event" }),
		...(actions.length === 0 && { actions: "Choose at least one thing that the rule does" }),
		...Object.fromEntries(
			conditions.flatMap((draft, i) => (fromDraft(draft) ? [] : [[`conditions.${i}.value`, "Fill this in"]])),
		),
		...Object.fromEntries(
			actions.flatMap((draft, i) =>
				fromActionDraft(draft) ? [] : [[`actions.${i}.${MAIN_FIELD[draft.type]}`, wrong(draft)]],
			),
		),
	};
}

function wrong({ type }: ActionDraft): string {
	if (type === "alert") return "From 0.5 to 1,440 minutes, or nothing";
	if (type === "message")
		return "At least one text of up to 1,000 characters, each with a language tag such as en, and both times";
	return type === "tag" ? "One word or a few, up to 40 characters" : "Fill this in";
}

/** After `errorsOf` has found nothing. */
export function fromRuleDraft({ name, kinds, conditions, match, actions }: RuleDraft, enabled: boolean): RuleSettings {
	return {
		name: name.trim(),
		enabled,
		kinds,
		any: conditions.flatMap((draft) => fromDraft(draft) ?? []),
		...(match === "all" && { match }),
		actions: actions.flatMap((draft) => fromActionDraft(draft) ?? []),
	};
}

/** What decides for which events it fires, whatever it does then; null where a condition is not complete. */
export function whenOf({ kinds, conditions, match }: RuleDraft): Pick<RuleSettings, "kinds" | "any" | "match"> | null {
	const any = conditions.flatMap((draft) => fromDraft(draft) ?? []);
	return kinds.length > 0 && any.length === conditions.length ? { kinds, any, match } : null;
}
