import { expect, it } from "vitest";
import { inWords, toMoney } from "../../src/connectors/decimal-money.ts";

it.each([
	["12.50", "EUR", 1_250],
	["12.5", "EUR", 1_250],
	["12", "EUR", 1_200],
	["0.07", "USD", 7],
	["1129.9", "EUR", 112_990],
	// 1.15 * 100 is 114.99999999999999 in floats.
	["1.15", "EUR", 115],
	["1.005", "EUR", 101],
	["1.004999999999999999", "EUR", 100],
	["-3.20", "EUR", -320],
	["-0.00", "EUR", 0],
	["1200.0", "JPY", 1_200],
	["1199.5", "JPY", 1_200],
	["1.234", "KWD", 1_234],
	["0.5", "BHD", 500],
	["90071992547409.91", "EUR", Number.MAX_SAFE_INTEGER],
])("%s %s is %i minor units", (decimal, currency, amount) => {
	expect(toMoney(decimal, currency)).toEqual({ amount, currency });
});

it.each([
	["90071992547409.92", "EUR"],
	["1e5", "EUR"],
	["1,50", "EUR"],
	["", "EUR"],
	["NaN", "EUR"],
	["0x10", "EUR"],
	["1".repeat(40), "EUR"],
	["1.00", "eur"],
	["1.00", ""],
	["1.00", "__proto__"],
])("%j %j is no money", (decimal, currency) => {
	expect(toMoney(decimal, currency)).toBeUndefined();
});

it.each([
	[{ amount: 1_250, currency: "EUR" }, "12.50 EUR"],
	[{ amount: -7, currency: "EUR" }, "-0.07 EUR"],
	[{ amount: 1_200, currency: "JPY" }, "1200 JPY"],
	[{ amount: 1_234, currency: "KWD" }, "1.234 KWD"],
])("%j reads %s", (money, words) => {
	expect(inWords(money)).toBe(words);
});
