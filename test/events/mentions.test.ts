import { expect, it } from "vitest";
import { mentions } from "../../src/events/mentions.ts";

const ADA = new Set(["ada@example.com", "191167"]);

it.each([
	[{ a: [{ b: "ADA@example.com" }] }, true],
	[{ customer: { id: 191167 } }, true],
	[{ total: "1911.67", id: 1911671, note: "write to ada@example.com" }, false],
	[{ "ada@example.com": 1 }, false],
	["ada@example.com", true],
	[null, false],
])("%j names the customer: %s", (payload, does) => {
	expect(mentions(payload, ADA)).toBe(does);
});

it("looks into what is nested deeply", () => {
	let deep: unknown = "ada@example.com";
	for (let i = 0; i < 50_000; i++) deep = [deep];
	expect(mentions(deep, ADA)).toBe(true);
});
