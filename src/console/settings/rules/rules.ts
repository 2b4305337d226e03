// Alert rules over HTTP, and in words.
import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import type { BusinessEventKind } from "../../../protocol/business-event.ts";
import { type Condition, type Rule, type RuleSettings, rule } from "../../../protocol/http.ts";
import { formatMoney } from "../../format/money.ts";
import { ask, tell } from "../../http/api.ts";
import { queries } from "../../http/queries.ts";

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
			return `late by ${condition.atLeast} days or more`;
		case "paymentState":
			return `payment is ${condition.is}`;
	}
}

export function ruleWords({ any }: Pick<Rule, "any">): string {
	return any.length === 0 ? "always" : any.map(conditionWords).join(", or ");
}
