import { expect, it } from "vitest";
import { retryAfterMs } from "../../src/connectors/failure.ts";

const DATE = "Wed, 25 Nov 2026 10:00:00 GMT";

it.each([
	["120", 120_000],
	["0.5", 500],
	["Wed, 25 Nov 2026 10:01:30 GMT", 90_000],
	["Wed, 25 Nov 2026 09:59:00 GMT", undefined],
	["soon", undefined],
	["5 minutes", undefined],
	["-1", undefined],
	["", undefined],
])("a system that says Retry-After: %s is believed to mean %s ms", (told, ms) => {
	expect(retryAfterMs(new Headers({ "retry-after": told, date: DATE }))).toBe(ms);
});

it("a date to come back at says nothing where the system does not tell its own", () => {
	expect(retryAfterMs(new Headers({ "retry-after": "Wed, 25 Nov 2026 10:01:30 GMT" }))).toBeUndefined();
	expect(retryAfterMs(new Headers())).toBeUndefined();
});
