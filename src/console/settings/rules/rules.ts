// Rules over HTTP, and in words.
import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import type { BusinessEventKind } from "../../../protocol/business-event.ts";
import type { Severity } from "../../../protocol/desk-frames.ts";
import type { Priority } from "../../../protocol/entry.ts";
import {
	type Condition,
	type DryRun,
	dryRun,
	type Rule,
	type RuleAction,
	type RuleSettings,
	rule,
} from "../../../protocol/rules.ts";
import { formatMoney } from "../../format/money.ts";
import { ask, tell } from "../../http/api.ts";
import { queries } from "../../http/queries.ts";
import { languageName } from "../widget/greetings.ts";

export function useRules() {
	return useQuery({
		queryKey: ["rules"],
		queryFn: async ({ signal }) => (await ask(z.object({ data: z.array(rule) }), "/rules", { signal })).data,
	});
}

/** Makes a rule, or replaces the one with this id. */
export async function saveRule(id: string | null, json: RuleSettings): Promise<Rule> {
	const saved = await ask(rule, id ? `/rules/${id}` : "/rules", { method: id ? "PUT" : "POST", json });
	await queries.invalidateQueries({ queryKey: ["rules"] });
	return saved;
}

export async function deleteRule(id: string): Promise<void> {
	await tell(`/rules/${id}`, { method: "DELETE" });
	await queries.invalidateQueries({ queryKey: ["rules"] });
}

export const KIND_WORDS: Record<BusinessEventKind, string> = {
	"order.created": "Order placed",
	"order.updated": "Order changed",
	"order.paid": "Order paid",
	"order.cancelled": "Order cancelled",
	"order.fulfilled": "Order sent",
	"order.refunded": "Order refunded",
	"delivery.created": "Delivery made",
	"delivery.updated": "Delivery changed",
	"delivery.delayed": "Delivery late",
	"delivery.exception": "Delivery in trouble",
	"delivery.delivered": "Delivered",
	"payment.succeeded": "Payment made",
	"payment.failed": "Payment failed",
	"payment.refunded": "Payment refunded",
	"refund.failed": "Refund bounced",
	"dispute.opened": "Payment disputed",
	"dispute.closed": "Dispute closed",
	"customer.updated": "Customer changed",
	other: "Anything else",
};

/** `total from €1,000.00`, `tag is VIP`. */
export function conditionWords(condition: Condition): string {
	switch (condition.fact) {
		case "total":
			return `total from ${formatMoney({ amount: condition.atLeast, currency: condition.currency })}`;
		case "tag":
			return `tag is ${condition.is}`;
		case "shipping":
			return `shipping contains ${condition.contains}`;
		case "country":
			return `country is ${condition.is}`;
		case "delayDays":
			return `late by ${condition.atLeast} ${condition.atLeast === 1 ? "day" : "days"} or more`;
		case "paymentState":
			return `payment is ${condition.is}`;
		case "firstOrder":
			return condition.is ? "the customer's first order" : "not the customer's first order";
		case "language":
			return `customer's language is ${languageName(condition.is)}`;
	}
}

export function ruleWords({ any, match }: Pick<RuleSettings, "any" | "match">): string {
	return any.length === 0 ? "always" : any.map(conditionWords).join(match === "all" ? " and " : ", or ");
}

/** What it does, in a few words for a list: `Urgent alert`, `Tag “vip”`. */
export function actionWords(action: RuleAction): string {
	switch (action.type) {
		case "alert":
			return ALERT_WORDS[action.severity];
		case "priority":
			return PRIORITY_WORDS[action.priority];
		case "assign":
			return "Assigns";
		case "tag":
			return `Tag “${action.tag}”`;
		case "note":
			return "Note";
		case "message":
			return "Writes to the customer";
	}
}

const ALERT_WORDS: Record<Severity, string> = { urgent: "Urgent alert", warning: "Warning", info: "Info" };
export const PRIORITY_WORDS: Record<Priority, string> = {
	normal: "Normal priority",
	high: "High priority",
	urgent: "Urgent priority",
};

/** What a rule that fires like this would have done over the newest stored events. An abort throws as fetch does. */
export function dryRunOf(when: Pick<RuleSettings, "kinds" | "any" | "match">, signal: AbortSignal): Promise<DryRun> {
	// Only when it fires is asked: name and actions may not be complete yet.
	const json: RuleSettings = {
		...when,
		name: "Dry run",
		enabled: true,
		actions: [{ type: "alert", severity: "info" }],
	};
	return ask(dryRun, "/rules/dry-run", { method: "POST", json, signal });
}
