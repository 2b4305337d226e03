// Installing Heddle's Shopify app by OAuth: where to send the admin, whether the way back was signed, a code for a token.
// https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
import { z } from "zod";
import type { SystemFetch } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { hexSignatureFits } from "../hmac.ts";
import { credential } from "../settings.ts";
import { ASKED_SCOPES, missingScopes } from "./scopes.ts";

/** Of the deployment, from Shopify's Dev Dashboard. */
export interface ShopifyApp {
	clientId: string;
	clientSecret: string;
}

/** As far as Shopify's own library lets clocks differ (`hmac-validator.ts` of @shopify/shopify-api 15). */
const MOST_SKEW_S = 90;
/** Thirty times what Shopify sends. */
const MOST_PARAMETERS = 150;

/** The page on which the shop's owner grants what Heddle needs. `origin`: the shop's, or the sandbox's. */
export function grantPage(
	app: ShopifyApp,
	{ origin, shop, redirectUri, state }: { origin: string; shop: string; redirectUri: string; state: string },
): string {
	const page = new URL("/admin/oauth/authorize", origin);
	page.searchParams.set("client_id", app.clientId);
	page.searchParams.set("scope", ASKED_SCOPES.join(","));
	page.searchParams.set("redirect_uri", redirectUri);
	page.searchParams.set("state", state);
	// The sandbox plays every shop on one address; Shopify's own name says which.
	if (page.hostname !== shop) page.searchParams.set("shop", shop);
	return page.href;
}

/**
 * Whether Shopify has signed this query, lately: `hmac` is the hexadecimal HMAC-SHA256 of all other parameters, sorted by
 * name and encoded again. A parameter that is there twice is refused: it would be one thing here and another at its reader.
 */
export async function isSigned(query: URLSearchParams, { clientSecret }: ShopifyApp, nowMs: number): Promise<boolean> {
	const parameters = [...query].filter(([name]) => name !== "hmac" && name !== "signature");
	const names = [...query.keys()];
	if (names.length > MOST_PARAMETERS || new Set(names).size !== names.length) return false;
	const timestamp = query.get("timestamp") ?? "";
	if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs / 1000 - Number(timestamp)) > MOST_SKEW_S) return false;
	const sorted = new URLSearchParams(parameters.toSorted(([a], [b]) => (a < b ? -1 : 1)));
	const signed = new TextEncoder().encode(sorted.toString().replaceAll("+", "%20"));
	return hexSignatureFits(query.get("hmac") ?? "", signed, clientSecret);
}

const grant = z.object({ access_token: credential, scope: z.string(), expires_in: z.number().nullish() });

export type Grant = { ok: true; accessToken: string } | { ok: false; path: "code" | "scope"; reason: string };

/** A callback's code for a lasting token. Throws `SystemUnreachable`. */
export async function grantFor(app: ShopifyApp, code: string, fetchShop: SystemFetch): Promise<Grant> {
	const { status, json } = await fetchShop({
		method: "POST",
		path: "/admin/oauth/access_token",
		json: { client_id: app.clientId, client_secret: app.clientSecret, code },
	});
	if (status !== 200)
		return { ok: false, path: "code", reason: `Shopify did not take the code of this installation (${status}).` };
	const read = grant.safeParse(json);
	if (!read.success) return { ok: false, path: "code", reason: "Shopify's answer holds no access token." };
	const { access_token: accessToken, scope, expires_in: expires } = read.data;
	const missing = missingScopes(scope.split(",").map((one) => clean(one, 60)));
	if (missing.length > 0)
		return {
			ok: false,
			path: "scope",
			reason: `The shop did not grant ${missing.join(" and ")}. Give the app these scopes, and install it again.`,
		};
	if (expires)
		return {
			ok: false,
			path: "code",
			reason: "This app's tokens expire within the hour, and Heddle does not renew them. Paste a lasting one instead.",
		};
	return { ok: true, accessToken };
}
