// What each system was asked, and by which tenant's key: tests count calls to prove coalescing and isolation.
import type { SystemKey, TenantKey } from "./tenants.ts";

export type Call = { at: string; method: string; path: string; status: number; durationMs: number };
export type CallCount = {
	/** All calls since the start or the last reset. */
	total: number;
	inFlight: number;
	/** Most calls that were ever in flight together. */
	peak: number;
	byStatus: Record<string, number>;
	/** The newest 50, newest last. */
	recent: Call[];
};

const RECENT = 50;

export type CallLog = ReturnType<typeof openCallLog>;

export function openCallLog() {
	const counts = new Map<string, CallCount>();

	function countOf(tenant: TenantKey | "nobody", system: SystemKey): CallCount {
		const key = `${tenant} ${system}`;
		const known = counts.get(key);
		if (known) return known;
		const fresh: CallCount = { total: 0, inFlight: 0, peak: 0, byStatus: {}, recent: [] };
		counts.set(key, fresh);
		return fresh;
	}

	return {
		/** A call without a tenant's key counts for "nobody". */
		countOf,
		begin(tenant: TenantKey | "nobody", system: SystemKey): CallCount {
			const count = countOf(tenant, system);
			count.total += 1;
			count.inFlight += 1;
			count.peak = Math.max(count.peak, count.inFlight);
			return count;
		},
		/** `count` is what `begin` gave: a reset between the two is not counted into. */
		end(count: CallCount, call: Call): void {
			count.inFlight -= 1;
			count.byStatus[call.status] = (count.byStatus[call.status] ?? 0) + 1;
			count.recent = [...count.recent, call].slice(-RECENT);
		},
		reset(): void {
			counts.clear();
		},
	};
}
