import { expect, test } from "vitest";
import { dayName, dayOf, elapsed, relative, shortWhen } from "../../src/console/format/time.ts";

const NOON = new Date(2026, 10, 23, 12, 0, 0).getTime();
const before = (ms: number) => new Date(NOON - ms).toISOString();
const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test("an age is told in its largest whole unit", () => {
	expect(relative(before(12 * SECOND), NOON, "en")).toBe("12 sec. ago");
	expect(relative(before(119 * SECOND), NOON, "en")).toBe("1 min. ago");
	expect(relative(before(25 * HOUR), NOON, "en")).toBe("yesterday");
	expect(relative(before(-3 * DAY), NOON, "en")).toBe("in 3 days");
	expect(relative(before(0), NOON, "en")).toBe("now");
});

test("a wait is told shortly, and never as negative where clocks differ", () => {
	expect(elapsed(before(59 * SECOND), NOON, "en")).toBe("59s");
	expect(elapsed(before(61 * SECOND), NOON, "en")).toBe("1m");
	expect(elapsed(before(49 * HOUR), NOON, "en")).toBe("2d");
	expect(elapsed(before(-5 * SECOND), NOON, "en")).toBe("0s");
});

test("today is a clock, this year a day, another year has its number", () => {
	expect(shortWhen(before(2 * HOUR), NOON, "en-GB")).toBe("10:00");
	expect(shortWhen(before(30 * DAY), NOON, "en-GB")).toBe("24 Oct");
	expect(shortWhen(before(400 * DAY), NOON, "en-GB")).toContain("2025");
});

test("days are told apart in the reader's time zone, and the nearest have names", () => {
	const lateYesterday = before(12 * HOUR + SECOND);
	const earlyToday = before(12 * HOUR - SECOND);
	expect(dayOf(lateYesterday)).not.toBe(dayOf(earlyToday));
	expect(dayName(lateYesterday, NOON, "en")).toBe("yesterday");
	expect(dayName(earlyToday, NOON, "en")).toBe("today");
	expect(dayName(before(3 * DAY), NOON, "en-GB")).toContain("20 November 2026");
});
