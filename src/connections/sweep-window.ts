// What a sweep asks for next: pure. A window of time is read page by page; only when it is read to its end does the next
// one begin, so that a sweep that breaks off goes on where it was.

/**
 * So long a webhook may be on its way: what changed later is left to the next sweep. WooCommerce hands its webhooks to a
 * job that runs each minute (Action Scheduler); the others take seconds.
 */
const GRACE_MS = 60_000;
/** So far a window reaches back into the one before: indexes of search (Shopify's) lag, and clocks differ. */
const OVERLAP_MS = 120_000;

export interface Window {
	/** Changes after this moment… */
	afterMs: number;
	/** …and up to this one; null between two windows. */
	untilMs: number | null;
	/** Of the system: where the next page begins. */
	cursor: string | null;
}

/** The window to read now, `sinceMs` where there was none before; undefined where it would be empty. */
export function openWindow(last: Window | undefined, sinceMs: number, nowMs: number): Window | undefined {
	const window = last ?? { afterMs: sinceMs, untilMs: null, cursor: null };
	if (window.untilMs !== null) return window;
	const untilMs = nowMs - GRACE_MS;
	return untilMs > window.afterMs ? { ...window, untilMs, cursor: null } : undefined;
}

/** Once a page is taken: `next` is where the system says that the next one begins. */
export function afterPage(window: Window, next: string | undefined): Window {
	if (next !== undefined) return { ...window, cursor: next };
	const { afterMs, untilMs } = window;
	return { afterMs: Math.max(afterMs, (untilMs ?? afterMs) - OVERLAP_MS), untilMs: null, cursor: null };
}
