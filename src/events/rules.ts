// Rules: which events are put in front of an agent. Rows, not code; this says what a row means. Pure.
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { Condition, RuleSettings } from "../protocol/http.ts";

/** An event of one of the rule's kinds for which any of its conditions holds (none: every one). A fact that is not there never holds. */
export function matches(rule: RuleSettings, event: Pick<BusinessEvent, "kind" | "facts">): boolean {
	if (!rule.enabled || !rule.kinds.includes(event.kind)) return false;
	return rule.any.length === 0 || rule.any.some((condition) => holds(condition, event.facts));
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
	}
}

function same(a: string, b: string): boolean {
	return a.trim().toLowerCase() === b.trim().toLowerCase();
}
