// When the shop's own page has had its turn.

/** A page that is never idle gets the chat all the same, after this long. */
const AT_LATEST_MS = 3_000;
/** Where the browser cannot tell (Safari before 2026): long enough for what a page does right after its load. */
const BLIND_WAIT_MS = 300;

export function whenIdle(run: () => void): void {
	if (document.readyState === "complete") idle(run);
	else window.addEventListener("load", () => idle(run), { once: true });
}

function idle(run: () => void): void {
	if ("requestIdleCallback" in window) window.requestIdleCallback(run, { timeout: AT_LATEST_MS });
	else setTimeout(run, BLIND_WAIT_MS);
}
