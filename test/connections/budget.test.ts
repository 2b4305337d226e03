import { describe, expect, it } from "vitest";
import { type Budget, budgetIn, leftAt, spend, waitFor } from "../../src/connections/budget.ts";

const NOW = Date.parse("2026-11-25T10:00:00Z");

function learned(headers: Record<string, string>, json?: unknown): Budget {
	const budget = budgetIn({ headers: new Headers(headers), json }, NOW);
	if (!budget) throw new Error("nothing was learned");
	return budget;
}

/** https://shopify.dev/docs/api/usage/limits#graphql-admin-api-rate-limits */
function shopify(currentlyAvailable: number, requestedQueryCost = 90): unknown {
	const throttleStatus = { maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 };
	return { data: {}, extensions: { cost: { requestedQueryCost, actualQueryCost: 12, throttleStatus } } };
}

describe("what a system says of its limit", () => {
	it("is read from each vendor's own words", () => {
		expect(learned({}, shopify(1900))).toMatchObject({ left: 1900, of: 2000, cost: 90, refill: { perMs: 0.1 } });
		expect(learned({ "x-rate-limit": "700", "x-rate-limit-remaining": "699" })).toMatchObject({ left: 699, of: 700 });
		const hubspot = {
			"x-hubspot-ratelimit-max": "100",
			"x-hubspot-ratelimit-remaining": "7",
			"x-hubspot-ratelimit-interval-milliseconds": "10000",
		};
		expect(learned(hubspot)).toMatchObject({ left: 7, of: 100, refill: { perMs: 0.01 } });
		const at = NOW / 1000 + 4;
		const aftership = { "x-ratelimit-limit": "10", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(at) };
		expect(learned(aftership)).toMatchObject({ left: 0, of: 10, refill: { atMs: at * 1000 } });
		expect(learned({ ...aftership, "x-ratelimit-reset": String(at * 1000) })).toMatchObject({
			refill: { atMs: at * 1000 },
		});
		const draft = { "ratelimit-limit": "100, 100;window=60", "ratelimit-remaining": "3", "ratelimit-reset": "20" };
		expect(learned(draft)).toMatchObject({ left: 3, of: 100, refill: { atMs: NOW + 20_000 } });
	});

	it.each([
		[{}],
		[{ "x-ratelimit-limit": "many", "x-ratelimit-remaining": "few" }],
		[{ "x-ratelimit-limit": "10" }],
		[{ "x-ratelimit-limit": "0", "x-ratelimit-remaining": "0" }],
		[{ "x-ratelimit-limit": "-5", "x-ratelimit-remaining": "-5" }],
	])("is nothing where it says %j", (headers) => {
		expect(budgetIn({ headers: new Headers(headers), json: { extensions: { cost: "free" } } }, NOW)).toBeUndefined();
	});

	it("is not believed where it would keep us waiting for ever", () => {
		const far = learned({ "x-ratelimit-limit": "10", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "999999999" });
		expect(waitFor(far, NOW)).toBe(3_600_000);
		const dear = learned({}, shopify(2000, 5000));
		expect(waitFor(dear, NOW)).toBe(0);
	});
});

describe("a leaky bucket", () => {
	it("fills steadily, and says how long one more call has to wait", () => {
		const budget = learned({}, shopify(20));
		expect(waitFor(budget, NOW)).toBe(700);
		expect(waitFor(budget, NOW + 700)).toBe(0);
		expect(leftAt(budget, NOW + 3_600_000)).toBe(2000);
	});

	it("never lets through more than it holds, however many calls are on their way", () => {
		let budget = learned({}, shopify(400));
		let calls = 0;
		while (waitFor(budget, NOW) === 0) {
			budget = spend(budget, NOW);
			calls += 1;
		}
		expect(calls).toBe(4);
		expect(waitFor(budget, NOW)).toBe(500);
	});
});

describe("a window", () => {
	it("is empty until its end and full after it", () => {
		const budget = learned({ "ratelimit-limit": "2", "ratelimit-remaining": "1", "ratelimit-reset": "5" });
		const spent = spend(budget, NOW);
		expect(waitFor(spent, NOW)).toBe(5_000);
		expect(waitFor(spent, NOW + 5_000)).toBe(0);
		const again = spend(spend(spent, NOW + 5_000), NOW + 5_000);
		expect(waitFor(again, NOW + 5_000)).toBeGreaterThan(0);
	});
});
