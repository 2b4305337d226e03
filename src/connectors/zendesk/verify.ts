// A webhook's signature: base64 HMAC-SHA256 of timestamp and body with the webhook's signing secret.
// https://developer.zendesk.com/documentation/webhooks/verifying/
import { z } from "zod";
import { joined } from "../../platform/bytes.ts";
import { jsonOf } from "../../platform/json.ts";
import { refuse } from "../../protocol/errors.ts";
import type { HookHead, Hooks } from "../connector.ts";
import { clean, optionalInstant } from "../foreign-value.ts";
import { digestOf, signatureFits } from "../hmac.ts";
import type { Settings } from "./settings.ts";

// The timestamp is signed but not judged: a delivery that comes again later has the same event id and no further effect.
export const verify: Hooks<Settings>["verify"] = async (request, secrets) => {
	const signature = request.header("X-Zendesk-Webhook-Signature");
	const timestamp = request.header("X-Zendesk-Webhook-Signature-Timestamp");
	if (!signature || !timestamp) return refuse("missing_header");
	const signed = joined([new TextEncoder().encode(timestamp), request.body]);
	if (!(await signatureFits(signature.trim(), signed, secrets))) return refuse("invalid_signature");
	return { ok: true, head: await headOf(request.body) };
};

/** https://developer.zendesk.com/api-reference/webhooks/event-types/webhook-event-types/#event-schema */
const event = z.object({ id: z.string().min(1).max(120), type: z.string().min(1), time: optionalInstant });

async function headOf(body: Uint8Array): Promise<HookHead> {
	const read = event.safeParse(jsonOf(body));
	if (!read.success) return { topic: "unknown", eventId: await digestOf(body) };
	const { id, type, time } = read.data;
	return { topic: clean(type, 120), eventId: clean(id, 120), ...(time && { occurredAt: time }) };
}
