// Shopify's installation of an app by OAuth: the page on which a shop's owner grants access, and the exchange of its code.
// https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
import { createHmac, randomBytes } from "node:crypto";
import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { type TenantKey, tenantKeys, tenants } from "../tenants.ts";

/** Heddle's app in the sandbox's shops. It opens nothing else. */
export const shopifyApp = { clientId: "heddle-sandbox-app", clientSecret: "shpss_sandbox_heddle" };

/** Shopify takes addresses that the app has listed: here Heddle's own, on whichever port of this machine. */
const ALLOWED_RETURN = /^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?\/v1\/shopify\/callback$/;

const Asked = z.object({
	client_id: z.literal(shopifyApp.clientId),
	scope: z.string().regex(/^[a-z_]+(,[a-z_]+)*$/),
	redirect_uri: z.string().regex(ALLOWED_RETURN),
	state: z.string().min(1),
});
const Exchange = z.object({
	client_id: z.literal(shopifyApp.clientId),
	client_secret: z.literal(shopifyApp.clientSecret),
	code: z.string(),
});

export type ShopifyOauth = ReturnType<typeof openOauth>;

export function openOauth(now: () => Date) {
	/** What was granted and not yet fetched. A code is good once. */
	const codes = new Map<string, { tenant: TenantKey; scope: string }>();

	/** One address plays every shop: the query says which one. */
	function shopOf(request: Request): TenantKey | undefined {
		const shop = new URL(request.url).searchParams.get("shop");
		return tenantKeys.find((key) => tenants[key].shopDomain === shop);
	}

	async function tenantOf(request: Request): Promise<TenantKey | undefined> {
		if (!isExchange(request)) return shopOf(request);
		const body = Exchange.safeParse(await bodyOf(request.clone()));
		return body.success ? codes.get(body.data.code)?.tenant : undefined;
	}

	function routes(tenant: TenantKey): Hono {
		const app = new Hono();
		const { name, shopDomain, credentials } = tenants[tenant];
		app.get("/admin/oauth/authorize", (c) => {
			const asked = Asked.safeParse(c.req.query());
			if (!asked.success) return c.text("Oauth error invalid_request: The redirect_uri is not whitelisted", 400);
			return c.html(html`<!doctype html>
<title>Install Heddle</title>
<h1>Install Heddle in ${name}?</h1>
<p>The sandbox plays Shopify's page. Heddle will be able to:</p>
<ul>${asked.data.scope.split(",").map((scope) => html`<li>${scope}</li>`)}</ul>
<form method="post"><button>Install</button></form>`);
		});
		app.post("/admin/oauth/authorize", (c) => {
			const asked = Asked.safeParse(c.req.query());
			if (!asked.success) return c.text("Oauth error invalid_request: The redirect_uri is not whitelisted", 400);
			const code = randomBytes(16).toString("hex");
			codes.set(code, { tenant, scope: asked.data.scope });
			const timestamp = String(Math.floor(now().getTime() / 1000));
			const host = Buffer.from(`admin.shopify.com/store/${shopDomain.split(".")[0]}`).toString("base64url");
			return c.redirect(
				returnTo(asked.data.redirect_uri, { code, host, shop: shopDomain, state: asked.data.state, timestamp }),
			);
		});
		app.post("/admin/oauth/access_token", async (c) => {
			const { code } = Exchange.parse(await bodyOf(c.req.raw));
			const granted = codes.get(code);
			codes.delete(code);
			return c.json({ access_token: credentials.shopify.accessToken, scope: granted?.scope });
		});
		return app;
	}

	return { tenantOf, routes };
}

export function isOauth(request: Request): boolean {
	return new URL(request.url).pathname.startsWith("/admin/oauth/");
}

/** A code that is used, expired or none gets this answer. */
export function refusedOauth(): Response {
	return Response.json(
		{ error: "invalid_request", error_description: "The authorization code was not found or was already used" },
		{ status: 400 },
	);
}

function isExchange(request: Request): boolean {
	return new URL(request.url).pathname === "/admin/oauth/access_token";
}

function bodyOf(request: Request): Promise<unknown> {
	return request.json().catch(() => undefined);
}

/** Signed as Shopify signs: the parameters in the order of their names. */
function returnTo(address: string, parameters: Record<string, string>): string {
	const sorted = Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
	const text = sorted.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
	const hmac = createHmac("sha256", shopifyApp.clientSecret).update(text).digest("hex");
	return `${address}?${text}&hmac=${hmac}`;
}
