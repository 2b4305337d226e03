import { expect, test } from "vitest";
import { systemName } from "../../src/console/customer/card-words.ts";
import { dueInWords } from "../../src/console/customer/due.ts";
import { fieldInWords } from "../../src/console/format/field-value.ts";

const plain = (text: string) => text.replace(/\s/g, " ");

test("a labelled value is written as the agent's locale writes it", () => {
	expect(fieldInWords({ type: "money", value: "12.50 EUR" }, "en-GB")).toBe("€12.50");
	expect(plain(fieldInWords({ type: "money", value: "1234.5 EUR" }, "de-DE"))).toBe("1.234,50 €");
	expect(fieldInWords({ type: "money", value: "0.0125 EUR" }, "en-GB")).toBe("€0.0125");
	expect(fieldInWords({ type: "number", value: "1200.125" }, "de-DE")).toBe("1.200,125");
	expect(fieldInWords({ type: "date", value: "2026-11-23T12:00:00Z" }, "en-GB")).toMatch(/^23 Nov 2026, /);
	expect(fieldInWords({ value: "1200" }, "de-DE")).toBe("1200");
});

test("a day is that day wherever its reader is", () => {
	const before = process.env.TZ;
	try {
		process.env.TZ = "America/Los_Angeles";
		expect(new Date("2026-11-28").getDate()).toBe(27);
		expect(fieldInWords({ type: "date", value: "2026-11-28" }, "en-GB")).toBe("28 Nov 2026");
	} finally {
		if (before === undefined) delete process.env.TZ;
		else process.env.TZ = before;
	}
});

test("what is not written as it should be is shown as it came", () => {
	for (const value of ["", "twelve", "12.50", "12,50 EUR", "EUR 12.50"])
		expect(fieldInWords({ type: "money", value }, "en-GB")).toBe(value);
	expect(fieldInWords({ type: "number", value: "1e9" }, "en-GB")).toBe("1e9");
	expect(fieldInWords({ type: "date", value: "next week" }, "en-GB")).toBe("next week");
});

test("when something is due is said in the nearest words", () => {
	const now = new Date(2026, 10, 23, 12).getTime();
	const on = (day: number) => new Date(2026, 10, day, 18).toISOString();
	expect(dueInWords(on(23), now)).toBe("due today");
	expect(dueInWords(on(24), now)).toBe("due tomorrow");
	expect(dueInWords(on(26), now)).toMatch(/^due .*26.*, in 3 days$/);
	expect(dueInWords(on(20), now)).toMatch(/^was due .*20.*, 3 days late$/);
});

test("each system is written as it writes itself, and a newer one gets a capital letter", () => {
	expect(["request-tracker", "woocommerce", "mapped-rest"].map((connector) => systemName({ connector }))).toEqual([
		"Request Tracker",
		"WooCommerce",
		"Mapped REST",
	]);
	expect(systemName({ connector: "acme" })).toBe("Acme");
});
