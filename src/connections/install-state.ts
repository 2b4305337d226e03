// The state of an installation on its way through Shopify: signed, for one workspace, person and shop, for ten minutes.
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { shopName } from "../connectors/shopify/settings.ts";
import { keyFor, liveKeysFor, type Secrets } from "../platform/keys.ts";
import type { Clock } from "../platform/world.ts";
import { userId, workspaceId } from "../protocol/ids.ts";

/** To sign in to Shopify and read what is asked for. */
const LASTS_S = 10 * 60;
const AUDIENCE = "shopify-install";

const installState = z.object({
	workspaceId,
	userId,
	shop: shopName,
	/** Random: by it the one use is known. */
	jti: z.string().regex(/^[0-9a-f-]{36}$/),
});
export type InstallState = z.infer<typeof installState>;

export async function signState(secrets: Secrets, state: Omit<InstallState, "jti">, clock: Clock): Promise<string> {
	const nowS = Math.floor(clock.now() / 1000);
	return new SignJWT({ ...state })
		.setProtectedHeader({ alg: "HS256" })
		.setAudience(AUDIENCE)
		.setJti(crypto.randomUUID())
		.setIssuedAt(nowS)
		.setExpirationTime(nowS + LASTS_S)
		.sign(await keyFor(secrets.HEDDLE_SECRET, "installs"));
}

/** Undefined where it is forged, expired or of another kind. */
export async function readState(secrets: Secrets, state: string, clock: Clock): Promise<InstallState | undefined> {
	for (const key of await liveKeysFor(secrets, "installs")) {
		try {
			const { payload } = await jwtVerify(state, key, {
				algorithms: ["HS256"],
				audience: AUDIENCE,
				currentDate: new Date(clock.now()),
				requiredClaims: ["exp", "iat", "jti"],
			});
			return installState.safeParse(payload).data;
		} catch (error) {
			if (!(error instanceof errors.JOSEError)) throw error;
		}
	}
	return undefined;
}
