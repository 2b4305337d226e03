import { expect, test } from "vitest";
import { median, percentile } from "../../scripts/bench/figures.ts";
import { Histogram } from "../../scripts/bench/load/histogram.ts";
import { costOf } from "../../scripts/bench/prices.ts";

test("a median lies in the middle, or between the two that do", () => {
	expect([median([9, 1, 5]), median([4, 1, 2, 9]), median([7])]).toEqual([5, 3, 7]);
	expect(() => median([])).toThrow("no figures");
});

test("a percentile is a figure that was measured, and the last for the whole", () => {
	const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
	expect([0, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100]);
});

test("a histogram's percentiles are right to one part in a hundred, and its maximum exactly", () => {
	const histogram = new Histogram();
	for (let ms = 1; ms <= 10_000; ms++) histogram.add(ms / 10);
	const { p50, p90, p99, max } = histogram.summary();
	for (const [found, exact] of [
		[p50, 500],
		[p90, 900],
		[p99, 990],
	] as const) {
		expect(found).toBeGreaterThanOrEqual(exact);
		expect(found).toBeLessThanOrEqual(exact * 1.01);
	}
	expect(max).toBe(1000);
	expect(new Histogram().summary()).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 });
});

test("a million messages cost what their rows, requests and operations do", () => {
	const { dollarsPerMillion } = costOf({
		messages: 10,
		rowsWritten: 20,
		rowsRead: 1_000,
		requests: 10,
		queueOperations: 5,
		flushes: 1,
	});
	expect(dollarsPerMillion).toBeCloseTo(2 + 0.1 + 0.15 + 0.2 + 0.03);
});
