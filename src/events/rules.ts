// Rules: for which events they fire. Rows, not code; this says what a row means. Pure.
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { Condition, RuleSettings } from "../protocol/rules.ts";

type Judged = Pick<BusinessEvent, "kind" | "facts">;

/** An event of one of the rule's kinds, of a rule that is on, for which its conditions hold. */
export function matches(rule: RuleSettings, event: Judged): boolean {
	return rule.enabled && fires(rule, event);
}

/** The same of a rule that is off or not yet made. No conditions: always. A fact that is not there never holds. */
export function fires({ kinds, any, match }: Pick<RuleSettings, "kinds" | "any" | "match">, event: Judged): boolean {
	if (!kinds.includes(event.kind)) return false;
	const one = (condition: Condition) => holds(condition, event.facts);
	return any.length === 0 || (match === "all" ? any.every(one) : any.some(one));
}

function holds(condition: Condition, facts: BusinessEvent["facts"]): boolean {
	switch (condition.fact) {
		case "total":
			return (
				facts.total !== undefined &&
				facts.total.currency === condition.currency &&
				facts.total.amount >= condition.atLeast
			);
		case "tag":
			return facts.tags?.some((tag) => same(tag, condition.is)) ?? false;
		case "shipping":
			return facts.shipping?.toLowerCase().includes(condition.contains.toLowerCase()) ?? false;
		case "country":
			return facts.country !== undefined && same(facts.country, condition.is);
		case "delayDays":
			return facts.delayDays !== undefined && facts.delayDays >= condition.atLeast;
		case "paymentState":
			return facts.paymentState !== undefined && same(facts.paymentState, condition.is);
		case "firstOrder":
			return facts.firstOrder === condition.is;
		case "language":
			return facts.language !== undefined && speaks(facts.language, condition.is);
	}
}

/** `pt-BR` is `pt` too; `pt` is not `pt-BR`. */
function speaks(language: string, asked: string): boolean {
	return same(language, asked) || language.trim().toLowerCase().startsWith(`${asked.trim().toLowerCase()}-`);
}

function same(a: string, b: string): boolean {
	return a.trim().toLowerCase() === b.trim().toLowerCase();
}
