import { expect, it } from "vitest";
import { instantOf } from "../../src/platform/world.ts";

it("an instant is as JavaScript writes a date, whatever came before it", () => {
	const start = Date.parse("2026-11-25T23:59:58.900Z");
	for (const ms of [0, 1, 999, 1_000, -1, start, start + 99, start + 100, start + 1_100, start, 253_402_300_799_999])
		expect(instantOf(ms)).toBe(new Date(ms).toISOString());
});
