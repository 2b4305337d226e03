// A webhook's signature: base64 HMAC-SHA256 of the raw body with the webhook's secret.
// https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
import { z } from "zod";
import { joined } from "../../platform/bytes.ts";
import { jsonOf } from "../../platform/json.ts";
import { refuse } from "../../protocol/errors.ts";
import type { HookRequest, Hooks } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { digestOf, signatureFits } from "../hmac.ts";
import type { Settings } from "./settings.ts";

const PING = /^webhook_id=\d{1,20}$/;

/**
 * When a webhook is saved for the first time, WooCommerce posts a form without signature, and reports an error unless
 * the answer is exactly 200 (`WC_Webhook::deliver_ping`, https://github.com/woocommerce/woocommerce).
 */
export function isPing({ header, body }: HookRequest): boolean {
	if (header("X-WC-Webhook-Signature") || body.byteLength > 40) return false;
	return PING.test(new TextDecoder().decode(body).trim());
}

export const verify: Hooks<Settings>["verify"] = async (request, secrets) => {
	const signature = request.header("X-WC-Webhook-Signature");
	const topic = clean(request.header("X-WC-Webhook-Topic") ?? "", 120).toLowerCase();
	if (!signature || !topic) return refuse("missing_header");
	const { body } = request;
	if (!(await signatureFits(signature.trim(), body, secrets))) return refuse("invalid_signature");
	return { ok: true, head: { topic, eventId: await eventIdOf(body, request.header("X-WC-Webhook-Delivery-ID")) } };
};

/**
 * A delivery id is a hash of webhook and second: two orders of one second share it, so it tells no events apart. A body
 * with its time of change does. What was deleted has only its id: there the delivery says which time it was.
 */
function eventIdOf(body: Uint8Array, deliveryId: string | null): Promise<string> {
	const dated = z.object({ date_modified_gmt: z.string().min(1) }).safeParse(jsonOf(body)).success;
	return digestOf(dated ? body : joined([new TextEncoder().encode(`${deliveryId ?? ""}\n`), body]));
}
