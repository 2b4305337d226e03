// Identity: what a shop proves about its customer, by a short-lived JWT signed with the inbox's secret.
import { errors, jwtVerify } from "jose";
import { z } from "zod";
import { Refused } from "../platform/http-error.ts";
import { derivedId } from "../platform/ids.ts";
import type { CustomerState } from "../protocol/conversation-frames.ts";
import { words } from "../protocol/text.ts";
import { safeOf } from "../workspaces/data-key.ts";
import type { InboxDoor } from "../workspaces/doors.ts";
import { placeOf } from "../workspaces/inboxes.ts";

/** A token that lives longer is refused: a leaked one should be worthless soon. */
const LONGEST_LIFE_S = 60 * 60;

const identityClaims = z.object({
	sub: words(120).pipe(z.string().min(1)),
	email: words(320).pipe(z.email()).optional(),
	name: words(120).optional(),
	phone: words(40).optional(),
	exp: z.number(),
});

/**
 * HS256 over the secret's characters (UTF-8), with `sub` (the shop's id of its customer), `exp` at most an hour away,
 * and optionally email, name, phone. Refuses with `invalid_identity`.
 */
export async function verifyIdentity(
	env: WorkerBindings,
	inbox: InboxDoor,
	token: string,
	nowMs: number,
): Promise<CustomerState> {
	const secret = await (await safeOf(env, inbox.workspaceId)).open(placeOf(inbox.id), inbox.identitySecret);
	const claims = await claimsIn(token, new TextEncoder().encode(secret), nowMs);
	if (!claims || claims.exp * 1000 > nowMs + LONGEST_LIFE_S * 1000) throw new Refused("invalid_identity");
	const { sub, email, name, phone } = claims;
	return {
		// Two inboxes of a workspace can be two shops, each with a customer 42 of its own.
		id: await derivedId("customer", inbox.workspaceId, inbox.id, "external", sub),
		verified: true,
		externalId: sub,
		...(email && { email: email.toLowerCase() }),
		...(name && { name }),
		...(phone && { phone }),
	};
}

async function claimsIn(
	token: string,
	key: Uint8Array,
	nowMs: number,
): Promise<z.infer<typeof identityClaims> | undefined> {
	try {
		const { payload } = await jwtVerify(token, key, {
			algorithms: ["HS256"],
			currentDate: new Date(nowMs),
			requiredClaims: ["exp", "sub"],
		});
		return identityClaims.safeParse(payload).data;
	} catch (error) {
		if (error instanceof errors.JOSEError) return undefined;
		throw error;
	}
}
