// A business with a Shopify shop and an ERPNext: connected through the API, its webhooks signed as the vendors sign.
import { createHmac } from "node:crypto";
import { SignJWT } from "jose";
import type { z } from "zod";
import customerOrders from "../../../src/connectors/shopify/fixtures/customer-orders.json";
import hookOrder from "../../../src/connectors/shopify/fixtures/hook-order.json";
import { madeConnection } from "../../../src/protocol/connections.ts";
import { identitySecret } from "../../../src/protocol/http.ts";
import { type RuleSettings, rule } from "../../../src/protocol/rules.ts";
import { call } from "./call.ts";
import type { Home } from "./home.ts";
import { answerOutside, type Outgoing } from "./outside.ts";

export const HOOK_SECRET = "hush, a signing secret";
export const ACCESS_TOKEN = "shpat_0123456789abcdef0123456789abcdef";

export type MadeConnection = z.infer<typeof madeConnection>;

export function connectShop({ owner }: Home, change: object = {}): Promise<MadeConnection> {
	const settings = { shop: "oak.myshopify.com", accessToken: ACCESS_TOKEN };
	const body = { connector: "shopify", name: "Orders", settings, hookSecret: HOOK_SECRET, ...change };
	return owner.post("/v1/connections", body, madeConnection);
}

export function connectErp({ owner }: Home): Promise<MadeConnection> {
	const settings = { url: "https://erp.oak.example", apiKey: "erp-api-key-012345", apiSecret: "erp-api-secret-67890" };
	const body = { connector: "erpnext", name: "Deliveries", settings, hookSecret: HOOK_SECRET };
	return owner.post("/v1/connections", body, madeConnection);
}

export function makeRule({ owner }: Home, settings: Partial<RuleSettings>) {
	const body: RuleSettings = {
		name: "Large order",
		enabled: true,
		kinds: ["order.created"],
		any: [],
		actions: [{ type: "alert", severity: "urgent" }],
		...settings,
	};
	return owner.post("/v1/rules", body, rule);
}

/** What the shop signs about its customer, for an hour. */
export async function identityOf(
	{ owner, inboxId }: Pick<Home, "owner" | "inboxId">,
	claims: { sub: string; email?: string; name?: string; phone?: string },
): Promise<string> {
	const secret = (await owner.post(`/v1/inboxes/${inboxId}/identity-secret`, {}, identitySecret)).identitySecret;
	return signIdentity(secret, claims, 3600);
}

export function signIdentity(secret: string, claims: object, lastsS: number, alg = "HS256"): Promise<string> {
	return new SignJWT({ ...claims })
		.setProtectedHeader({ alg })
		.setExpirationTime(Math.floor(Date.now() / 1000) + lastsS)
		.sign(new TextEncoder().encode(secret));
}

/** The shop's API, as its documentation has it; `asked` are the requests that came. */
export function openShop(answer: (request: Outgoing) => Response | Promise<Response> = ordersOf): Outgoing[] {
	return answerOutside((request) => (request.url.hostname === "oak.myshopify.com" ? answer(request) : undefined));
}

export function ordersOf(): Response {
	return Response.json(customerOrders.body);
}

/** An order as `orders/*` webhooks carry it, of nobody in particular. */
export function order(change: object = {}): object {
	const nobody = { email: null, contact_email: null, customer: null };
	return { ...hookOrder.body, ...nobody, updated_at: "2026-11-23T08:00:00Z", ...change };
}

interface Sent {
	eventId?: string;
	triggeredAt?: string;
	secret?: string;
	/** The body as it is sent, where that is not the payload's JSON. */
	raw?: string | Uint8Array;
	/** Headers to add, or to leave out by `undefined`. */
	headers?: Record<string, string | undefined>;
}

export function sendShopify(
	{ hookUrl }: Pick<MadeConnection, "hookUrl">,
	topic: string,
	payload: object,
	sent: Sent = {},
): Promise<Response> {
	const { eventId = crypto.randomUUID(), triggeredAt, secret = HOOK_SECRET, raw = JSON.stringify(payload) } = sent;
	return send(hookUrl, raw, {
		"x-shopify-topic": topic,
		"x-shopify-hmac-sha256": signature(secret, raw),
		"x-shopify-event-id": eventId,
		"x-shopify-webhook-id": crypto.randomUUID(),
		"x-shopify-triggered-at": triggeredAt,
		...sent.headers,
	});
}

export function sendFrappe(
	{ hookUrl }: Pick<MadeConnection, "hookUrl">,
	payload: object,
	secret = HOOK_SECRET,
): Promise<Response> {
	const raw = JSON.stringify(payload);
	return send(hookUrl, raw, { "x-frappe-webhook-signature": signature(secret, raw) });
}

function signature(secret: string, raw: string | Uint8Array): string {
	return createHmac("sha256", secret).update(raw).digest("base64");
}

function send(
	hookUrl: string | null,
	body: string | Uint8Array,
	headers: Record<string, string | undefined>,
): Promise<Response> {
	const { pathname } = new URL(hookUrl ?? "");
	const given = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
	return call(pathname, { method: "POST", body, headers: Object.fromEntries(given) });
}
