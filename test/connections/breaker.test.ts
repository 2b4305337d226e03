import { describe, expect, it } from "vitest";
import { type Breaker, CLOSED, failed, permit, succeeded } from "../../src/connections/breaker.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");

function afterFailures(count: number, atMs = NOW): Breaker {
	let breaker = CLOSED;
	for (let i = 0; i < count; i++) breaker = failed(breaker, atMs);
	return breaker;
}

describe("the breaker", () => {
	it("opens within ten failing calls, and stays closed for fewer than five in a row", () => {
		const opensAfter = Array.from({ length: 10 }, (_, i) => i + 1).find(
			(count) => !permit(afterFailures(count), NOW).ok,
		);
		expect(opensAfter).toBe(5);
		expect(permit(failed(succeeded(afterFailures(4), NOW), NOW), NOW).ok).toBe(true);
	});

	it("lets one probe through after half a minute, and no second beside it", () => {
		const open = afterFailures(5);
		expect(permit(open, NOW + 29_999)).toEqual({ ok: false, why: "breaker_open", retryAt: NOW + 30_000 });
		const probe = permit(open, NOW + 30_000);
		if (!probe.ok) throw new Error("the probe was refused");
		expect(permit(probe.breaker, NOW + 30_001)).toMatchObject({ ok: false, why: "breaker_open" });
	});

	it("closes with a probe that succeeds, and opens anew with one that fails", () => {
		const probe = permit(afterFailures(5), NOW + 30_000);
		if (!probe.ok) throw new Error("the probe was refused");
		expect(permit(succeeded(probe.breaker, NOW + 30_000), NOW + 30_000)).toMatchObject({
			ok: true,
			breaker: { failuresInARow: 0 },
		});
		expect(permit(failed(probe.breaker, NOW + 31_000), NOW + 60_999)).toMatchObject({ retryAt: NOW + 61_000 });
	});

	it("opens for a system that is broken and always says to come back in a second", () => {
		let breaker = CLOSED;
		let calls = 0;
		for (let at = NOW; at < NOW + 60_000; at += 100) {
			const permission = permit(breaker, at);
			if (!permission.ok) continue;
			calls += 1;
			breaker = failed(permission.breaker, at, { retryAfterMs: 1_000, broken: true });
		}
		expect(calls).toBe(6);
	});

	it("waits as long as the system says, without counting it as a failure", () => {
		let limited = CLOSED;
		for (let i = 0; i < 20; i++) limited = failed(limited, NOW, { retryAfterMs: 2_000 });
		expect(permit(limited, NOW + 1_999)).toEqual({ ok: false, why: "rate_limited", retryAt: NOW + 2_000 });
		expect(permit(limited, NOW + 2_000).ok).toBe(true);
	});

	it("opens for a system that fails and says each time to come back at once", () => {
		let breaker = CLOSED;
		for (let i = 0; i < 5; i++) breaker = failed(breaker, NOW, { retryAfterMs: 0 });
		expect(permit(breaker, NOW)).toMatchObject({ ok: false, why: "breaker_open" });
	});

	it("keeps to that time also where calls that began before it end well or badly meanwhile", () => {
		const told = failed(CLOSED, NOW, { retryAfterMs: 60_000 });
		const soon = NOW + 1_000;
		expect(permit(succeeded(told, soon), soon)).toMatchObject({ why: "rate_limited", retryAt: NOW + 60_000 });
		expect(permit(failed(told, soon), soon)).toMatchObject({ why: "rate_limited", retryAt: NOW + 60_000 });
		let open = told;
		for (let i = 0; i < 5; i++) open = failed(open, soon);
		expect(permit(open, soon)).toMatchObject({ why: "breaker_open", retryAt: NOW + 60_000 });
		expect(permit(succeeded(told, soon), NOW + 60_000).ok).toBe(true);
	});

	it("closes with a call that succeeds late, also before its half minute is over", () => {
		expect(permit(succeeded(afterFailures(5), NOW + 1_000), NOW + 1_000).ok).toBe(true);
	});
});
