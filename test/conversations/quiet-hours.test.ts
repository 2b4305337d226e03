import { expect, it } from "vitest";
import { endOfQuiet } from "../../src/conversations/quiet-hours.ts";

const night = { from: "21:00", to: "08:00", timeZone: "Europe/Berlin" };
const end = (quiet: typeof night, now: string) => {
	const at = endOfQuiet(quiet, Date.parse(now));
	return at === undefined ? "not quiet" : new Date(at).toISOString();
};

it.each([
	["in the evening, until the morning after", night, "2026-11-23T22:30:00Z", "2026-11-24T07:00:00.000Z"],
	["after midnight, until the same morning", night, "2026-11-24T01:30:20Z", "2026-11-24T07:00:00.000Z"],
	["from the first minute on", night, "2026-11-23T20:00:00Z", "2026-11-24T07:00:00.000Z"],
	["in the last minute", night, "2026-11-24T06:59:59.999Z", "2026-11-24T07:00:00.000Z"],
	["no more at their end", night, "2026-11-24T07:00:00Z", "not quiet"],
	["by day", night, "2026-11-23T12:00:00Z", "not quiet"],
	[
		"by day there, and night here",
		{ ...night, timeZone: "Asia/Shanghai" },
		"2026-11-23T22:30:00Z",
		"2026-11-24T00:00:00.000Z",
	],
	["within one day", { ...night, from: "12:00", to: "13:30" }, "2026-11-23T11:30:00Z", "2026-11-23T12:30:00.000Z"],
	["never, where they end as they begin", { ...night, from: "08:00" }, "2026-11-23T07:00:00Z", "not quiet"],
	["in the night in which clocks go forward", night, "2026-03-28T22:00:00Z", "2026-03-29T06:00:00.000Z"],
	["in the night in which clocks go back", night, "2026-10-24T22:00:00Z", "2026-10-25T07:00:00.000Z"],
	[
		"at a place of half hours",
		{ ...night, timeZone: "Asia/Kolkata" },
		"2026-11-23T16:00:00Z",
		"2026-11-24T02:30:00.000Z",
	],
])("it is quiet %s", (_, quiet, now, expected) => {
	expect(end(quiet, now)).toBe(expected);
});
