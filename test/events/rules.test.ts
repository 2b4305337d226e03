import { expect, test } from "vitest";
import { matches } from "../../src/events/rules.ts";
import type { BusinessEvent } from "../../src/protocol/business-event.ts";
import { type Condition, type RuleSettings, ruleSettings } from "../../src/protocol/rules.ts";

const rule = (change: Partial<RuleSettings> = {}): RuleSettings => ({
	name: "Urgent order",
	enabled: true,
	kinds: ["order.created"],
	any: [],
	actions: [{ type: "alert", severity: "urgent" }],
	...change,
});
const created = (facts: BusinessEvent["facts"] = {}) => ({ kind: "order.created" as const, facts });
const gbp = (amount: number) => ({ total: { amount, currency: "GBP" } });

test("a rule without conditions fires for each event of its kinds, and for no other", () => {
	expect(matches(rule(), created())).toBe(true);
	expect(matches(rule(), { kind: "order.updated", facts: {} })).toBe(false);
	expect(matches(rule({ kinds: ["order.updated", "order.created"] }), created())).toBe(true);
	expect(matches(rule({ enabled: false }), created())).toBe(false);
});

test.each<[condition: Condition, holds: BusinessEvent["facts"], not: BusinessEvent["facts"][]]>([
	[
		{ fact: "total", atLeast: 50_000, currency: "GBP" },
		gbp(50_000),
		[gbp(49_999), { total: { amount: 90_000, currency: "EUR" } }, {}],
	],
	[{ fact: "tag", is: "urgent" }, { tags: ["vip", " Urgent "] }, [{ tags: ["urgently"] }, { tags: [] }, {}]],
	[{ fact: "shipping", contains: "express" }, { shipping: "DHL Express 12:00" }, [{ shipping: "Standard" }, {}]],
	[{ fact: "country", is: "de" }, { country: "DE" }, [{ country: "AT" }, {}]],
	[{ fact: "delayDays", atLeast: 2 }, { delayDays: 2 }, [{ delayDays: 1.5 }, {}]],
	[{ fact: "paymentState", is: "pending" }, { paymentState: "Pending" }, [{ paymentState: "paid" }, {}]],
	[{ fact: "firstOrder", is: true }, { firstOrder: true }, [{ firstOrder: false }, {}]],
	[{ fact: "firstOrder", is: false }, { firstOrder: false }, [{ firstOrder: true }, {}]],
	[{ fact: "language", is: "pt" }, { language: "pt-BR" }, [{ language: "en" }, { language: "ptx" }, {}]],
	[{ fact: "language", is: "pt-br" }, { language: "pt-BR" }, [{ language: "pt" }]],
])("%o holds for what it names, and never for a fact that is not there", (condition, holds, not) => {
	expect(matches(rule({ any: [condition] }), created(holds))).toBe(true);
	for (const facts of not) expect(matches(rule({ any: [condition] }), created(facts))).toBe(false);
});

test("where all have to hold, one that does not is enough to keep the rule from firing", () => {
	const any: Condition[] = [
		{ fact: "country", is: "DE" },
		{ fact: "total", atLeast: 100, currency: "GBP" },
	];
	const all = rule({ any, match: "all" });
	expect(matches(all, created({ ...gbp(100), country: "DE" }))).toBe(true);
	expect(matches(all, created({ ...gbp(100), country: "AT" }))).toBe(false);
	expect(matches(all, created({ country: "DE" }))).toBe(false);
	expect(matches(rule({ any: [], match: "all" }), created())).toBe(true);
});

test("a rule of the first release is read as it was", () => {
	const stored = {
		name: "Urgent order",
		enabled: true,
		kinds: ["order.created"],
		any: [{ fact: "total", atLeast: 50_000, currency: "GBP" }],
		actions: [{ type: "alert", severity: "urgent" }],
	};
	expect(ruleSettings.parse(stored)).toEqual(stored);
});

test("each type of action once: a second would have the first one's key", () => {
	const twice = rule({
		actions: [
			{ type: "note", text: "a" },
			{ type: "note", text: "b" },
		],
	});
	expect(ruleSettings.safeParse(twice).success).toBe(false);
	expect(ruleSettings.safeParse(rule({ actions: [] })).success).toBe(false);
	expect(ruleSettings.safeParse(rule({ actions: [{ type: "note", text: "a" }] })).success).toBe(true);
});

test("any of the conditions is enough", () => {
	const any: Condition[] = [
		{ fact: "tag", is: "urgent" },
		{ fact: "total", atLeast: 100, currency: "GBP" },
	];
	expect(matches(rule({ any }), created(gbp(100)))).toBe(true);
	expect(matches(rule({ any }), created({ ...gbp(99), tags: ["urgent"] }))).toBe(true);
	expect(matches(rule({ any }), created({ ...gbp(99), tags: ["calm"] }))).toBe(false);
});
