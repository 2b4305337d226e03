// Tokens: what opens sockets without asking the database. Signed with the deployment's key (JWT, HS256), short-lived.
import { errors, type JWTVerifyResult, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Config } from "../platform/config.ts";
import { keyFor, liveKeysFor } from "../platform/keys.ts";
import type { Clock } from "../platform/world.ts";
import { customerState } from "../protocol/conversation-frames.ts";
import { personName } from "../protocol/entry.ts";
import type { Result } from "../protocol/errors.ts";
import { refuse } from "../protocol/errors.ts";
import { role } from "../protocol/http.ts";
import { conversationId, inboxId, teamId, userId, visitorId, workspaceId } from "../protocol/ids.ts";
import { jurisdiction } from "../protocol/jurisdiction.ts";

/** An agent works on for an hour while the database is away, and a removed one's sockets are closed at once besides. */
export const TICKET_LASTS_S = 60 * 60;
/** A stranger's conversation stays theirs on that device for 30 days after the last visit. */
export const ANONYMOUS_LASTS_S = 30 * 24 * 60 * 60;
/** A proven identity is proven again each hour: a shared computer must not keep a customer's chat. */
export const IDENTIFIED_LASTS_S = 60 * 60;

/** Of a workspace. 200 ids are 6 KB of claims. */
export const MOST_TEAMS = 200;

export const agentClaims = z.object({
	kind: z.literal("agent"),
	workspaceId,
	jurisdiction,
	userId,
	name: personName,
	role,
	/** Ids alone: a token travels in a header, and its claims lie in a socket's attachment (16 KB, platform-limits.md). */
	teams: z.array(teamId).max(MOST_TEAMS),
});
export type AgentClaims = z.infer<typeof agentClaims>;

const visitorClaims = z.object({
	kind: z.literal("visitor"),
	workspaceId,
	jurisdiction,
	inboxId,
	teamId,
	visitorId,
	conversationId,
	/** Counts a visitor's conversations: the next one's id is derived from it. */
	number: z.number().int().min(0),
	customer: customerState,
});
export type VisitorClaims = z.infer<typeof visitorClaims>;

export const claims = z.discriminatedUnion("kind", [agentClaims, visitorClaims]);
export type Claims = z.infer<typeof claims>;

export async function sign(
	config: Config,
	what: Claims,
	lastsS: number,
	clock: Clock,
): Promise<{ token: string; expiresAtMs: number }> {
	const expiresAtS = Math.floor(clock.now() / 1000) + lastsS;
	const token = await new SignJWT(what)
		.setProtectedHeader({ alg: "HS256" })
		.setIssuedAt(Math.floor(clock.now() / 1000))
		.setExpirationTime(expiresAtS)
		.sign(await keyFor(config.HEDDLE_SECRET, "tokens"));
	return { token, expiresAtMs: expiresAtS * 1000 };
}

/** Refuses with `token_expired` or `unauthenticated`. */
export async function read(
	config: Config,
	token: string,
	clock: Clock,
): Promise<Result<{ claims: Claims; issuedAtS: number; expiresAtMs: number }>> {
	try {
		const { payload } = await verified(config, token, clock);
		const parsed = claims.safeParse(payload);
		if (!parsed.success || payload.exp === undefined || payload.iat === undefined) return refuse("unauthenticated");
		return { ok: true, claims: parsed.data, issuedAtS: payload.iat, expiresAtMs: payload.exp * 1000 };
	} catch (error) {
		if (error instanceof errors.JWTExpired) return refuse("token_expired");
		if (error instanceof errors.JOSEError) return refuse("unauthenticated");
		throw error;
	}
}

/** By each live key in turn: while the deployment's secret is replaced, tokens of both are about. */
async function verified(config: Config, token: string, clock: Clock): Promise<JWTVerifyResult> {
	const [newest, ...older] = await liveKeysFor(config, "tokens");
	for (const key of older.toReversed()) {
		try {
			return await verifiedBy(key, token, clock);
		} catch (error) {
			if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
		}
	}
	if (!newest) throw new Error("no deployment secret");
	return verifiedBy(newest, token, clock);
}

function verifiedBy(key: Uint8Array, token: string, clock: Clock): Promise<JWTVerifyResult> {
	return jwtVerify(token, key, {
		algorithms: ["HS256"],
		currentDate: new Date(clock.now()),
		requiredClaims: ["exp", "iat"],
	});
}
