import { describe, expect, it } from "vitest";
import { redacted } from "../../src/events/redaction.ts";

const ORDER = {
	id: 820_982_911,
	name: "#9999",
	email: "ada@example.com",
	created_at: "2026-11-23T08:00:00-05:00",
	financial_status: "partially_refunded",
	currency: "EUR",
	test: true,
	note: "leave it with Grace",
	customer: {
		first_name: "Ada",
		created_at: "2020-01-01T00:00:00Z",
		status: "vip",
		default_address: { city: "Paris" },
	},
	line_items: [1, 2, 3, 4, 5].map((id) => ({ id, title: "Tea", price: "9.90" })),
	"ada@example.com": { "+44 20 7946 0000": "London" },
	cancelled_at: null,
};

describe("a payload's structure", () => {
	it("has every field's name, moments and states, and nothing that anybody said or is called", () => {
		const text = redacted(ORDER);
		expect(JSON.parse(text)).toMatchObject({
			id: "number",
			name: "text, 5 characters",
			email: "text, 15 characters",
			created_at: "2026-11-23T08:00:00-05:00",
			financial_status: "partially_refunded",
			currency: "EUR",
			test: "yes or no",
			customer: { first_name: "text, 3 characters", status: "text, 3 characters" },
			cancelled_at: null,
		});
		expect(text).not.toMatch(/ada|grace|paris|tea|9\.90|9999|7946|London|2020|vip/i);
	});

	it("shows three of a list, and says how many more there are", () => {
		expect(JSON.parse(redacted(ORDER)).line_items).toEqual([
			...Array(3).fill({ id: "number", title: "text, 3 characters", price: "text, 4 characters" }),
			"and 2 more",
		]);
	});

	it("tells no words in a field of states that are sentences, and no moment that is none", () => {
		const shown = redacted({ status: "call Ada at home", created_at: "since Ada's birthday", kind: "ada@example.com" });
		expect(shown).not.toMatch(/ada/i);
	});

	it("ends, however large or deep it is", () => {
		const wide = redacted(
			Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`field_${"abcdefghij"[i % 10]}${i}`, i])),
		);
		expect(wide.length).toBeLessThan(20_000);
		let deep: unknown = "end";
		for (let i = 0; i < 5_000; i++) deep = { deep };
		expect(redacted(deep).length).toBeLessThan(2_000);
	});

	it.each([[null], ["ada@example.com"], [7], [true], [[]]])("of %j tells no value", (payload) => {
		expect(redacted(payload)).not.toMatch(/ada|7|true/);
	});
});
