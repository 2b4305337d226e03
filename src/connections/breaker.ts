// The circuit breaker and the budget of one connection: pure. A system that fails is left alone for a while.

/** Five failures in a row are no accident; the bound is ten calls against a failing system. */
const OPENS_AFTER = 5;
/** One probe each half minute is little for a system in trouble, and soon enough for agents. */
const STAYS_OPEN_MS = 30_000;

export interface Breaker {
	failuresInARow: number;
	/** No call before this moment: the breaker is open, or the system named a time itself. */
	notBefore: number;
	/** Whether a probe is on its way; it alone may pass while the breaker is open. */
	probing: boolean;
}

export const CLOSED: Breaker = { failuresInARow: 0, notBefore: 0, probing: false };

export type Permission =
	| { ok: true; breaker: Breaker }
	| { ok: false; why: "breaker_open" | "rate_limited"; retryAt: number };

export function permit(breaker: Breaker, nowMs: number): Permission {
	const open = breaker.failuresInARow >= OPENS_AFTER;
	if (nowMs < breaker.notBefore)
		return { ok: false, why: open ? "breaker_open" : "rate_limited", retryAt: breaker.notBefore };
	if (open && breaker.probing) return { ok: false, why: "breaker_open", retryAt: nowMs + STAYS_OPEN_MS };
	return { ok: true, breaker: open ? { ...breaker, probing: true } : breaker };
}

/** A time that the system named itself still holds: the call may have begun before. */
export function succeeded({ failuresInARow, notBefore }: Breaker, nowMs: number): Breaker {
	return failuresInARow < OPENS_AFTER && notBefore > nowMs ? { ...CLOSED, notBefore } : CLOSED;
}

/**
 * Being told to wait is no failure of the system: it postpones, and does not count, unless the system says besides that it
 * is `broken`. To wait for no time is no such word.
 */
export function failed(
	breaker: Breaker,
	nowMs: number,
	{ retryAfterMs = 0, broken = false }: { retryAfterMs?: number; broken?: boolean } = {},
): Breaker {
	const waits = Math.max(breaker.notBefore, retryAfterMs > 0 ? nowMs + retryAfterMs : 0);
	if (retryAfterMs > 0 && !broken) return { ...breaker, probing: false, notBefore: waits };
	const failuresInARow = breaker.failuresInARow + 1;
	const opens = failuresInARow >= OPENS_AFTER;
	return { failuresInARow, probing: false, notBefore: Math.max(waits, opens ? nowMs + STAYS_OPEN_MS : 0) };
}
