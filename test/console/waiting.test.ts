import { expect, test } from "vitest";
import { urgencyOf } from "../../src/console/desk/waiting.ts";

const NOW = Date.parse("2026-11-23T12:00:00.000Z");
const waitedMs = (ms: number) => urgencyOf(new Date(NOW - ms).toISOString(), NOW);

test("urgency rises at two and at five minutes", () => {
	expect(waitedMs(0)).toBe("calm");
	expect(waitedMs(119_999)).toBe("calm");
	expect(waitedMs(120_000)).toBe("soon");
	expect(waitedMs(299_999)).toBe("soon");
	expect(waitedMs(300_000)).toBe("late");
});

test("nobody waits where the last word is ours", () => {
	expect(urgencyOf(null, NOW)).toBeNull();
});

test("a wait that begins in the future, by a server's clock, is calm", () => {
	expect(waitedMs(-60_000)).toBe("calm");
});
