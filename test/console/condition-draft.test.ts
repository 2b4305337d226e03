import { expect, test } from "vitest";
import { FACTS, fromDraft, toDraft } from "../../src/console/settings/rules/condition-draft.ts";
import { conditionWords } from "../../src/console/settings/rules/rules.ts";
import { type Condition, condition } from "../../src/protocol/rules.ts";

const ONE_OF_EACH: readonly Condition[] = [
	{ fact: "total", atLeast: 12990, currency: "EUR" },
	{ fact: "total", atLeast: 500, currency: "JPY" },
	{ fact: "tag", is: "VIP" },
	{ fact: "shipping", contains: "express" },
	{ fact: "country", is: "DE" },
	{ fact: "delayDays", atLeast: 2 },
	{ fact: "paymentState", is: "pending" },
	{ fact: "firstOrder", is: true },
	{ fact: "firstOrder", is: false },
	{ fact: "language", is: "pt-BR" },
];

test("every kind of condition goes through the form and comes back the same", () => {
	expect(new Set(ONE_OF_EACH.map(({ fact }) => fact))).toEqual(new Set(FACTS.map(({ value }) => value)));
	expect(FACTS).toHaveLength(condition.options.length);
	for (const stored of ONE_OF_EACH) expect(fromDraft(toDraft(stored))).toEqual(stored);
});

test("what is not filled in, or is no number, makes no condition", () => {
	for (const { value: fact } of FACTS) expect(fromDraft({ fact, value: "", currency: "EUR" }), fact).toBeNull();
	expect(fromDraft({ fact: "total", value: "much", currency: "EUR" })).toBeNull();
	expect(fromDraft({ fact: "total", value: "10", currency: "€" })).toBeNull();
	expect(fromDraft({ fact: "country", value: "Germany", currency: "EUR" })).toBeNull();
});

test("small letters are forgiven where capitals are meant", () => {
	expect(fromDraft({ fact: "country", value: "de", currency: "" })).toEqual({ fact: "country", is: "DE" });
	expect(fromDraft({ fact: "total", value: "10", currency: "eur" })).toEqual({
		fact: "total",
		atLeast: 1000,
		currency: "EUR",
	});
});

test("conditions read as words", () => {
	expect(conditionWords({ fact: "shipping", contains: "express" })).toBe("shipping contains express");
	expect(conditionWords({ fact: "total", atLeast: 100000, currency: "EUR" })).toContain("1,000");
});
