// A webhook's signature: base64 HMAC-SHA256 of the body with the organization's webhook secret.
// https://www.aftership.com/docs/tracking/webhook/webhook-signature
import { z } from "zod";
import { jsonOf } from "../../platform/json.ts";
import { refuse } from "../../protocol/errors.ts";
import type { HookHead, Hooks } from "../connector.ts";
import { clean, toInstant } from "../foreign-value.ts";
import { digestOf, signatureFits } from "../hmac.ts";
import type { Settings } from "./settings.ts";

// No time is signed: a delivery that comes again later has the same event id and no further effect.
export const verify: Hooks<Settings>["verify"] = async (request, secrets) => {
	const signature = request.header("aftership-hmac-sha256");
	if (!signature) return refuse("missing_header");
	if (!(await signatureFits(signature.trim(), request.body, secrets))) return refuse("invalid_signature");
	return { ok: true, head: await headOf(request.body) };
};

/** `ts`: seconds since 1970. https://www.aftership.com/docs/tracking/webhook/webhook-specifications */
const event = z.object({
	event: z.string().min(1),
	event_id: z.string().min(1).max(120).nullish(),
	ts: z.number().nullish(),
});

async function headOf(body: Uint8Array): Promise<HookHead> {
	const read = event.safeParse(jsonOf(body));
	if (!read.success) return { topic: "unknown", eventId: await digestOf(body) };
	const { event: topic, event_id, ts } = read.data;
	const at = new Date((ts ?? Number.NaN) * 1_000);
	const occurredAt = Number.isNaN(at.getTime()) ? undefined : toInstant(at.toISOString());
	return {
		topic: clean(topic, 120) || "unknown",
		eventId: clean(event_id ?? "", 120) || (await digestOf(body)),
		...(occurredAt && { occurredAt }),
	};
}
