import { expect, it } from "vitest";
import { Latencies } from "../../src/connections/latencies.ts";

it("tells the median and the slow end of the newest calls", () => {
	const latencies = new Latencies();
	expect(latencies.percentiles).toBeNull();
	latencies.add(40);
	expect(latencies.percentiles).toEqual({ p50: 40, p99: 40 });
	for (let ms = 1; ms <= 200; ms++) latencies.add(ms);
	expect(latencies.percentiles).toEqual({ p50: 100, p99: 198 });
	for (let i = 0; i < 200; i++) latencies.add(5);
	expect(latencies.percentiles).toEqual({ p50: 5, p99: 5 });
});
