// A condition as a form edits it: one text for each kind of fact.
import { type Condition, condition } from "../../../protocol/rules.ts";
import { toMajorUnits, toMinorUnits } from "../../format/money.ts";

export type Fact = Condition["fact"];
export interface ConditionDraft {
	fact: Fact;
	/** What it is compared with, as typed. Amounts in major units: 129.90; `yes` or `no` where that is the question. */
	value: string;
	/** Of a total only. */
	currency: string;
}

export const FACTS: readonly { value: Fact; label: string; unit: string }[] = [
	{ value: "total", label: "Order total is at least", unit: "amount" },
	{ value: "tag", label: "Has the tag", unit: "tag" },
	{ value: "shipping", label: "Shipping method contains", unit: "text" },
	{ value: "country", label: "Ships to the country", unit: "two letters, such as DE" },
	{ value: "delayDays", label: "Is late by at least", unit: "days" },
	{ value: "paymentState", label: "Payment is", unit: "state" },
	{ value: "firstOrder", label: "Is the customer's first order", unit: "yes or no" },
	{ value: "language", label: "Customer's language is", unit: "language tag, such as de" },
];

export function toDraft(stored: Condition): ConditionDraft {
	const base = { fact: stored.fact, currency: "EUR" };
	switch (stored.fact) {
		case "total":
			return { ...base, value: String(toMajorUnits(stored.atLeast, stored.currency)), currency: stored.currency };
		case "delayDays":
			return { ...base, value: String(stored.atLeast) };
		case "shipping":
			return { ...base, value: stored.contains };
		case "firstOrder":
			return { ...base, value: stored.is ? "yes" : "no" };
		default:
			return { ...base, value: stored.is };
	}
}

/** Null where what was typed makes no condition. */
export function fromDraft({ fact, value, currency }: ConditionDraft): Condition | null {
	const parsed = condition.safeParse(candidate(fact, value.trim(), currency.trim().toUpperCase()));
	return parsed.success ? parsed.data : null;
}

function candidate(fact: Fact, value: string, currency: string): unknown {
	// An empty field is no zero.
	const number = value === "" ? Number.NaN : Number(value);
	switch (fact) {
		case "total":
			return { fact, atLeast: toMinorUnits(number, currency), currency };
		case "delayDays":
			return { fact, atLeast: number };
		case "shipping":
			return { fact, contains: value };
		case "country":
			return { fact, is: value.toUpperCase() };
		case "firstOrder":
			return { fact, is: value === "yes" || (value === "no" ? false : null) };
		default:
			return { fact, is: value };
	}
}
