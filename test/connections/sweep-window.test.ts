import { describe, expect, it } from "vitest";
import { afterPage, openWindow } from "../../src/connections/sweep-window.ts";

const MINUTE = 60_000;
const NOW = Date.parse("2026-11-23T08:00:00Z");

describe("a sweep's window", () => {
	it("begins where changes count from, and leaves out what a webhook may still bring", () => {
		expect(openWindow(undefined, NOW - 10 * MINUTE, NOW)).toEqual({
			afterMs: NOW - 10 * MINUTE,
			untilMs: NOW - MINUTE,
			cursor: null,
		});
	});

	it("is none where nothing has passed yet", () => {
		expect(openWindow(undefined, NOW, NOW)).toBeUndefined();
		expect(openWindow(undefined, NOW + MINUTE, NOW)).toBeUndefined();
	});

	it("that was not read to its end goes on where it was, whatever the time", () => {
		const window = { afterMs: NOW - 60 * MINUTE, untilMs: NOW - 50 * MINUTE, cursor: "3" };
		expect(openWindow(window, 0, NOW)).toBe(window);
	});

	it("stays while pages follow, and at its end leaves no gap to the next", () => {
		const window = { afterMs: NOW - 60 * MINUTE, untilMs: NOW - 50 * MINUTE, cursor: null };
		expect(afterPage(window, "2")).toEqual({ ...window, cursor: "2" });
		const read = afterPage({ ...window, cursor: "2" }, undefined);
		expect(read).toEqual({ afterMs: NOW - 52 * MINUTE, untilMs: null, cursor: null });
		expect(openWindow(read, 0, NOW)).toEqual({ afterMs: NOW - 52 * MINUTE, untilMs: NOW - MINUTE, cursor: null });
	});

	it("never moves back, also where it was shorter than the overlap", () => {
		const short = { afterMs: NOW - 2 * MINUTE, untilMs: NOW - MINUTE, cursor: null };
		expect(afterPage(short, undefined).afterMs).toBe(NOW - 2 * MINUTE);
	});
});
