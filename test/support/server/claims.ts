// What a token says, for tests that speak to an object as the Worker does.
import { env } from "cloudflare:workers";
import { configOf } from "../../../src/platform/config.ts";
import { systemClock } from "../../../src/platform/world.ts";
import { type Claims, read } from "../../../src/workspaces/tokens.ts";

export async function claimsIn<K extends Claims["kind"]>(
	token: string,
	kind: K,
): Promise<Extract<Claims, { kind: K }>> {
	const result = await read(configOf(env), token, systemClock);
	if (!result.ok || !isOf(result.claims, kind)) throw new Error("not such a token");
	return result.claims;
}

function isOf<K extends Claims["kind"]>(claims: Claims, kind: K): claims is Extract<Claims, { kind: K }> {
	return claims.kind === kind;
}
