import { expect, it } from "vitest";
import { describeWeight, overBudget, weighClient } from "../../scripts/budgets.ts";

it("weighs no more than a visitor's page should pay for it", async () => {
	const weight = await weighClient();
	expect(overBudget(weight), describeWeight(weight)).toBe(false);
	expect(overBudget({ ...weight, gzipBytes: 8 * 1024 + 1 })).toBe(true);
	expect(weight.gzipBytes).toBeGreaterThan(4_000);
});
