import { describe, expect, it } from "vitest";
import { mentionsIn, numberOf } from "../../src/protocol/mentions.ts";

describe("a number in a message", () => {
	it.each([
		["where is #1042?", ["1042"]],
		["Where is my order 1042", ["1042"]],
		["order no. 1042 and order number: 1043", ["1042", "1043"]],
		["Wo ist meine Bestellung Nr. 1042?", ["1042"]],
		["où est ma commande n° 1042", ["1042"]],
		["我的订单1042在哪里", ["1042"]],
		["注文番号 1042 はどこですか", ["1042"]],
		["＃１０４２", ["1042"]],
		["#1042.1 is late.", ["1042.1"]],
		["it says 1z999aa10123456784", ["1Z999AA10123456784"]],
		["RR123456789CN, JD014600003828", ["RR123456789CN", "JD014600003828"]],
		["MAT-DN-2026-00017 has not come", ["MAT-DN-2026-00017"]],
		["#1042 #1042 order 1042", ["1042"]],
	])("is recognised: %s", (text, numbers) => {
		expect(mentionsIn(text)).toEqual(numbers);
	});

	it.each([
		["I paid 120 euros in 2026 for 2 tables"],
		["my size is 42, reorder 7 please"],
		["#sale is a nice tag"],
		["in short order, thanks"],
		[""],
	])("is not there: %s", (text) => {
		expect(mentionsIn(text)).toEqual([]);
	});

	it("is no card's, also where it might be a parcel's", () => {
		expect(mentionsIn("my card is 4242424242424242, order 5555-5555-5555-4444")).toEqual([]);
		// The last digit is wrong: no card, but perhaps a parcel.
		expect(mentionsIn("4242424242424241")).toEqual(["4242424242424241"]);
	});

	it("is one of ten at most, and each character is read once, whatever a message holds", () => {
		expect(mentionsIn(Array.from({ length: 50 }, (_, i) => `#${1000 + i}`).join(" "))).toHaveLength(10);
		const hostile = [
			"1-".repeat(4_000),
			"a.".repeat(4_000),
			"#".repeat(8_000),
			"order ".repeat(1_300),
			"1".repeat(8_000),
		];
		const began = performance.now();
		for (const text of hostile) expect(mentionsIn(text)).toEqual([]);
		// Reading it in square time takes seconds.
		expect(performance.now() - began).toBeLessThan(500);
	});
});

it("a reference is compared without its sign and case; what is called by no number is none", () => {
	expect(numberOf("#1042")).toBe("1042");
	expect(numberOf(" mat-dn-2026-00017 ")).toBe("MAT-DN-2026-00017");
	for (const none of ["order 1042", "Lena Weber", "", "#", "1".repeat(41), "10'42", "1042%"])
		expect(numberOf(none)).toBeUndefined();
});
