// The door of sockets: credentials from the subprotocol header, Origin checked, then the upgrade goes to its object.
import type { Context } from "hono";
import { configOf } from "../platform/config.ts";
import { closedSocket, refusalIn } from "../platform/frames.ts";
import { Refused } from "../platform/http-error.ts";
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../protocol/limits.ts";
import { type AppEnv, bearerOf, claimsOf, type Presented } from "../workspaces/principal.ts";

interface Destination {
	object: { fetch(request: Request): Promise<Response> };
	/** Header under which the object expects the grant. */
	header: string;
	grant: object;
}

/**
 * Takes an upgrade to its object, with the grant that `to` makes of the token's claims. Refusals of a WebSocket are told
 * on it, since browsers hide the status of a failed upgrade; what is no WebSocket gets `upgrade_required`.
 */
export async function upgraded(context: Context<AppEnv>, to: (presented: Presented) => Destination): Promise<Response> {
	const offered = (context.req.header("sec-websocket-protocol") ?? "").split(",").map((one) => one.trim());
	if (context.req.header("upgrade")?.toLowerCase() !== "websocket" || !offered.includes(SUBPROTOCOL))
		throw new Refused("upgrade_required");
	try {
		refuseForeignOrigin(context);
		const token = offered
			.find((one) => one.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
			?.slice(TOKEN_SUBPROTOCOL_PREFIX.length);
		if (!token) throw new Refused("unauthenticated");
		const { object, header, grant } = to(await claimsOf(context.env, token));
		const headers = new Headers(context.req.raw.headers);
		headers.set(header, JSON.stringify(grant));
		const answer = await object.fetch(new Request(context.req.raw, { headers }));
		const refused = refusalIn(answer);
		return refused ? closedSocket(refused) : answer;
	} catch (error) {
		if (error instanceof Refused) return closedSocket(error.code);
		throw error;
	}
}

/** Verified claims of a plain request by somebody who cannot open a socket. */
export async function claimsOfBearer(context: Context<AppEnv>): Promise<Presented> {
	const token = bearerOf(context);
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
