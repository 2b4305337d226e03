// The budget of one connection: pure. How many calls its system still allows, learned from what the system says of it
// with each answer, so that Heddle waits by itself before it is told to.
import { z } from "zod";
import type { SystemAnswer } from "../connectors/connector.ts";

export interface Budget {
	/** In the system's own unit: calls, or points. */
	left: number;
	of: number;
	/** What a call costs: what the newest one did. */
	cost: number;
	/** How it comes back: steadily, so much in a millisecond, or all at once at a moment. */
	refill: { perMs: number } | { atMs: number };
	/** When `left` was so. */
	asOfMs: number;
}

/** Of systems that name a limit and no period: most count by the minute (Zendesk does). */
const USUAL_PERIOD_MS = 60_000;
/** A reset further away is a clock that differs, or a unit that we do not know. */
const LONGEST_PERIOD_MS = 3_600_000;

/** https://shopify.dev/docs/api/usage/limits#graphql-admin-api-rate-limits */
const shopifyCost = z.object({
	extensions: z.object({
		cost: z.object({
			requestedQueryCost: z.number().positive(),
			throttleStatus: z.object({
				maximumAvailable: z.number().positive(),
				currentlyAvailable: z.number(),
				restoreRate: z.number().positive(),
			}),
		}),
	}),
});

/**
 * The names under which limits travel: the IETF's draft (draft-ietf-httpapi-ratelimit-headers, also Zendesk's), the older
 * usage (AfterShip, GitHub), Zendesk's and HubSpot's own
 * (https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines).
 */
const HEADERS = [
	{ of: "ratelimit-limit", left: "ratelimit-remaining", reset: "ratelimit-reset" },
	{ of: "x-ratelimit-limit", left: "x-ratelimit-remaining", reset: "x-ratelimit-reset" },
	{ of: "x-rate-limit", left: "x-rate-limit-remaining" },
	{
		of: "x-hubspot-ratelimit-max",
		left: "x-hubspot-ratelimit-remaining",
		period: "x-hubspot-ratelimit-interval-milliseconds",
	},
] as const;

/** What an answer says about the limit; undefined where it says nothing. */
export function budgetIn({ headers, json }: Pick<SystemAnswer, "headers" | "json">, nowMs: number): Budget | undefined {
	const shopify = shopifyCost.safeParse(json).data?.extensions.cost;
	if (shopify) {
		const { maximumAvailable: of, currentlyAvailable: left, restoreRate } = shopify.throttleStatus;
		return { left, of, cost: shopify.requestedQueryCost, refill: { perMs: restoreRate / 1000 }, asOfMs: nowMs };
	}
	for (const names of HEADERS) {
		const of = numberIn(headers.get(names.of));
		const left = numberIn(headers.get(names.left));
		if (of === undefined || left === undefined || of === 0) continue;
		const reset = "reset" in names ? resetIn(numberIn(headers.get(names.reset)), nowMs) : undefined;
		const period = ("period" in names ? numberIn(headers.get(names.period)) : undefined) ?? USUAL_PERIOD_MS;
		const refill = reset === undefined ? { perMs: of / Math.max(1, period) } : { atMs: reset };
		return { left: Math.min(left, of), of, cost: 1, refill, asOfMs: nowMs };
	}
	return undefined;
}

export function leftAt({ left, of, refill, asOfMs }: Budget, nowMs: number): number {
	if ("atMs" in refill) return nowMs >= refill.atMs ? of : left;
	return Math.min(of, left + Math.max(0, nowMs - asOfMs) * refill.perMs);
}

/** Milliseconds until one more call may be made; 0: now. */
export function waitFor(budget: Budget, nowMs: number): number {
	const left = leftAt(budget, nowMs);
	// A call that costs more than all there ever is would wait for good: the system has to judge it.
	const cost = Math.min(budget.cost, budget.of);
	if (left >= cost) return 0;
	return Math.ceil("atMs" in budget.refill ? budget.refill.atMs - nowMs : (cost - left) / budget.refill.perMs);
}

/** The budget once a call is on its way; its answer will say better. */
export function spend(budget: Budget, nowMs: number): Budget {
	const left = Math.max(0, leftAt(budget, nowMs) - budget.cost);
	// All of it came back at that moment, and when it does so again is not known: as much later as it is usual.
	const refill =
		"atMs" in budget.refill && nowMs >= budget.refill.atMs ? { atMs: nowMs + USUAL_PERIOD_MS } : budget.refill;
	return { ...budget, left, refill, asOfMs: nowMs };
}

/** Of several in one header (`100, 100;window=60`) the first. */
function numberIn(header: string | null): number | undefined {
	const digits = header?.match(/^\s*(\d{1,15})(\.\d+)?/)?.[1];
	return digits === undefined ? undefined : Number(digits);
}

/** Seconds from now, or since 1970 (nobody waits thirty years), or milliseconds since 1970 (as seconds the year 5138). */
function resetIn(told: number | undefined, nowMs: number): number | undefined {
	if (told === undefined) return undefined;
	const atMs = told > 1e11 ? told : told > 1e9 ? told * 1000 : nowMs + told * 1000;
	return Math.min(Math.max(atMs, nowMs), nowMs + LONGEST_PERIOD_MS);
}
