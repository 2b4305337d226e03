// An installation of the Shopify app by a browser, in a deployment that has one; and Shopify, as far as installing knows it.
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { makeApp } from "../../../src/app.ts";
import { appPorts } from "../../../src/wiring.ts";
import { ORIGIN } from "./call.ts";
import { answerOutside, type Outgoing } from "./outside.ts";
import type { Person } from "./person.ts";

export const CLIENT_SECRET = "shpss_of_tests_0123456789";
export const deployment = { ...env, SHOPIFY_CLIENT_ID: "client-of-tests", SHOPIFY_CLIENT_SECRET: CLIENT_SECRET };
const app = makeApp(appPorts);
export const TOKEN = "shpat_granted_0123456789";
export const INSTALL = "/v1/shopify/install";

/** As a browser goes to an address of the deployment that has an app. */
export async function visit(person: Person | undefined, path: string, where = deployment): Promise<Response> {
	const headers = { "cf-connecting-ip": crypto.randomUUID(), ...(person && { cookie: person.cookie }) };
	return app.fetch(new Request(new URL(path, ORIGIN), { headers }), where, createExecutionContext());
}

/** Shopify, as far as an installation knows it: the requests for tokens. Subscriptions are taken, unless `subscribed` says else. */
export function shopify(
	answer: (request: Outgoing) => Response = () => granting(),
	subscribed: (request: Outgoing) => Response = () => subscription(),
): Outgoing[] {
	const exchanges: Outgoing[] = [];
	answerOutside((request) => {
		if (request.url.pathname.endsWith("/graphql.json")) return subscribed(request);
		exchanges.push(request);
		return request.url.pathname === "/admin/oauth/access_token" ? answer(request) : undefined;
	});
	return exchanges;
}

/** The answer to `webhookSubscriptionCreate`. */
export function subscription(...messages: string[]): Response {
	const webhookSubscription = messages.length > 0 ? null : { id: "gid://shopify/WebhookSubscription/1" };
	const userErrors = messages.map((message) => ({ message }));
	return Response.json({ data: { webhookSubscriptionCreate: { webhookSubscription, userErrors } } });
}
export const granting = (change: object = {}) =>
	Response.json({ access_token: TOKEN, scope: "read_customers,read_orders", ...change });

export async function begin(person: Person, shop: string): Promise<string> {
	const answer = await visit(person, `${INSTALL}?shop=${shop}`);
	if (answer.status !== 302) throw new Error(`${answer.status}: ${await answer.text()}`);
	return new URL(answer.headers.get("location") ?? "").searchParams.get("state") ?? "";
}

interface Return {
	shop: string;
	state: string;
	code?: string;
	secret?: string;
	more?: Record<string, string>;
}

/** The address that Shopify sends the browser back to. */
export function back({ shop, state, code = "0907a61c0c8d55e9", secret = CLIENT_SECRET, more = {} }: Return): string {
	const parameters = { code, shop, state, timestamp: String(Math.floor(Date.now() / 1000)), ...more };
	const text = Object.entries(parameters)
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
		.join("&");
	const hmac = createHmac("sha256", secret).update(text).digest("hex");
	return `/v1/shopify/callback?${text}&hmac=${hmac}`;
}

export async function install(person: Person, shop: string): Promise<Response> {
	return visit(person, back({ shop, state: await begin(person, shop) }));
}
