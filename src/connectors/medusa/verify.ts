// The shop's own sender signs by Standard Webhooks 1.0. Topic and time stand in the body.
import { z } from "zod";
import { jsonOf } from "../../platform/json.ts";
import type { Hooks } from "../connector.ts";
import { clean, optionalInstant } from "../foreign-value.ts";
import { verifyStandard } from "../standard-webhooks.ts";
import type { Settings } from "./settings.ts";

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure */
const message = z.object({ type: z.string().min(1), timestamp: optionalInstant });

export const verify: Hooks<Settings>["verify"] = async (request, secrets) => {
	const verified = await verifyStandard(request, secrets);
	if (!verified.ok) return verified;
	const read = message.safeParse(jsonOf(request.body));
	const topic = (read.success && clean(read.data.type, 120)) || "unknown";
	const occurredAt = (read.success && read.data.timestamp) || verified.at;
	return { ok: true, head: { topic, eventId: verified.id, occurredAt } };
};
