import { expect, test } from "vitest";
import { formatMoney, toMajorUnits, toMinorUnits } from "../../src/console/format/money.ts";

test("minor units become an amount with the currency's own number of digits", () => {
	expect(formatMoney({ amount: 128900, currency: "EUR" }, "en-GB")).toBe("€1,289.00");
	expect(formatMoney({ amount: 12000, currency: "JPY" }, "en-GB")).toBe("¥12,000");
	expect(formatMoney({ amount: 1234, currency: "KWD" }, "en-GB")).toMatch(/1\.234/);
});

test("an amount is written as the agent's locale writes it", () => {
	expect(formatMoney({ amount: 128900, currency: "EUR" }, "de-DE").replace(/\s/g, " ")).toBe("1.289,00 €");
	expect(formatMoney({ amount: -500, currency: "CNY" }, "zh-CN")).toBe("-¥5.00");
});

test("a typed amount becomes minor units, and comes back as it was", () => {
	expect(toMinorUnits(129.9, "EUR")).toBe(12990);
	// 1.1 * 100 is 110.00000000000001 in binary.
	expect(toMinorUnits(1.1, "EUR")).toBe(110);
	expect(toMinorUnits(500, "JPY")).toBe(500);
	expect(toMajorUnits(12990, "EUR")).toBe(129.9);
});

test("what is no amount or no currency becomes nothing", () => {
	expect(toMinorUnits(Number.NaN, "EUR")).toBeNull();
	expect(toMinorUnits(10, "euro")).toBeNull();
});
