// A webhook's signature: base64 HMAC-SHA256 of the raw body with the app's client secret.
// https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
import { refuse } from "../../protocol/errors.ts";
import type { Hooks } from "../connector.ts";
import { clean, toInstant } from "../foreign-value.ts";
import { digestOf, signatureFits } from "../hmac.ts";
import type { Settings } from "./settings.ts";

export const verify: Hooks<Settings>["verify"] = async (request, secrets) => {
	const signature = header("Hmac-Sha256");
	const topic = topicOf();
	if (!signature || !topic) return refuse("missing_header");
	const { body } = request;
	if (!(await signatureFits(signature.trim(), body, secrets))) return refuse("invalid_signature");
	const occurredAt = toInstant(header("Triggered-At") ?? "");
	// One merchant's action has one event id over all its deliveries; the webhook id is each delivery's.
	// https://shopify.dev/docs/apps/build/webhooks/ignore-duplicates
	const eventId = idOf(header("Event-Id")) ?? idOf(header("Webhook-Id")) ?? (await digestOf(body));
	return { ok: true, head: { topic, eventId, ...(occurredAt && { occurredAt }) } };

	/** Webhooks name their headers X-Shopify-…, the newer Events shopify-…. */
	function header(name: string): string | null {
		return request.header(`X-Shopify-${name}`) ?? request.header(`shopify-${name}`);
	}

	/** Webhooks: `orders/create`. Events name resource and action apart: `Order` and `create` become `order/create`. */
	function topicOf(): string {
		const named = clean(header("Topic") ?? "", 120).toLowerCase();
		const action = clean(header("Action") ?? "", 40).toLowerCase();
		return named && action && !named.includes("/") ? `${named}/${action}`.slice(0, 120) : named;
	}
};

function idOf(header: string | null): string | undefined {
	return header && /^[\x21-\x7e]{1,120}$/.test(header) ? header : undefined;
}
