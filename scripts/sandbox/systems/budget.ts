// How many points a caller has left: a bucket that fills again at a steady rate.
import type { TenantKey } from "../tenants.ts";

/** One bucket for each tenant. `take` says whether the points were there, and took them if so. */
export function openBudget(capacity: number, perSecond: number, now: () => Date) {
	const buckets = new Map<TenantKey, { left: number; at: number }>();

	function left(tenant: TenantKey): number {
		const at = now().getTime();
		const bucket = buckets.get(tenant) ?? { left: capacity, at };
		const filled = Math.min(capacity, bucket.left + (Math.max(0, at - bucket.at) / 1000) * perSecond);
		buckets.set(tenant, { left: filled, at });
		return filled;
	}

	function give(tenant: TenantKey, points: number): void {
		buckets.set(tenant, { left: Math.min(capacity, left(tenant) + points), at: now().getTime() });
	}

	return {
		left,
		give,
		take(tenant: TenantKey, points: number): boolean {
			if (left(tenant) < points) return false;
			give(tenant, -points);
			return true;
		},
	};
}
