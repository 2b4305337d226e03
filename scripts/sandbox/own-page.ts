// Who may change something here: pages of this sandbox and programs on this machine, not any site in the browser.
import { createMiddleware } from "hono/factory";

/** Names that a browser on this machine calls us by; others are a stranger's name pointed at 127.0.0.1. */
const OWN_NAMES = ["127.0.0.1", "localhost", "[::1]"];

export const demandOwnName = createMiddleware(async (c, next) => {
	if (!OWN_NAMES.includes(new URL(c.req.url).hostname)) return c.text("unknown host", 421);
	return next();
});

/** A page of another origin can send "simple" requests unasked; demanding JSON makes its browser ask first. */
export const demandJson = createMiddleware(async (c, next) => {
	const changes = c.req.method !== "GET" && c.req.method !== "HEAD";
	if (changes && !c.req.header("content-type")?.startsWith("application/json")) {
		return c.json({ error: "content-type must be application/json" }, 415);
	}
	return next();
});
