// A webhook's signature: base64 HMAC-SHA256 of the body with the webhook's secret.
// https://docs.frappe.io/framework/user/en/guides/integration/webhooks
import { z } from "zod";
import { jsonOf } from "../../platform/json.ts";
import { refuse } from "../../protocol/errors.ts";
import type { HookHead, Hooks } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { digestOf, signatureFits } from "../hmac.ts";
import type { Settings } from "./settings.ts";

export const verify: Hooks<Settings>["verify"] = async (request, secrets) => {
	const signature = request.header("X-Frappe-Webhook-Signature");
	if (!signature) return refuse("missing_header");
	const { body } = request;
	if (!(await signatureFits(signature.trim(), body, secrets))) return refuse("invalid_signature");
	return { ok: true, head: await headOf(body) };
};

const state = z.object({ doctype: z.string().min(1), name: z.string().min(1), modified: z.string().min(1) });

/**
 * Frappe sends neither topic nor delivery id. The doctype is the topic; one state of one document (doctype, name,
 * modified) is one event, hashed because names can be long. What lacks them is told apart by its bytes.
 * No `occurredAt`: `modified` is in the site's time zone, which only the settings know (see translate.ts).
 */
async function headOf(body: Uint8Array): Promise<HookHead> {
	const read = state.safeParse(jsonOf(body));
	if (!read.success) return { topic: "unknown", eventId: await digestOf(body) };
	const { doctype, name, modified } = read.data;
	const key = new TextEncoder().encode(JSON.stringify([doctype, name, modified]));
	return { topic: clean(doctype, 120), eventId: await digestOf(key) };
}
