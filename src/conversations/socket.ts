// The door of sockets: credentials from the subprotocol header, Origin checked, then the upgrade goes to its object.
import type { Context } from "hono";
import { configOf } from "../platform/config.ts";
import { Refused } from "../platform/http-error.ts";
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../protocol/limits.ts";
import { type AppEnv, claimsOf } from "../workspaces/principal.ts";
import type { Claims } from "../workspaces/tokens.ts";

/** Verified claims of an upgrade. Refuses what is no WebSocket upgrade, another site's page, and tokens that do not hold. */
export async function claimsOfUpgrade(context: Context<AppEnv>): Promise<{ claims: Claims; expiresAtMs: number }> {
	if (context.req.header("upgrade")?.toLowerCase() !== "websocket") throw new Refused("upgrade_required");
	const offered = (context.req.header("sec-websocket-protocol") ?? "").split(",").map((one) => one.trim());
	if (!offered.includes(SUBPROTOCOL)) throw new Refused("upgrade_required");
	refuseForeignOrigin(context);
	const token = offered.find((one) => one.startsWith(TOKEN_SUBPROTOCOL_PREFIX))?.slice(TOKEN_SUBPROTOCOL_PREFIX.length);
	if (!token) throw new Refused("unauthenticated");
	return claimsOf(context.env, token);
}

/** Browsers say which page opens a socket: only Heddle's own do. Programs say nothing, and have a token to show. */
function refuseForeignOrigin(context: Context<AppEnv>): void {
	const origin = context.req.header("origin");
	if (origin === undefined || origin === new URL(context.req.url).origin) return;
	if (configOf(context.env).LOOPBACK_ORIGINS.includes(origin)) return;
	throw new Refused("origin_refused");
}
