// One event of a webhook's list.
// https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide (webhook payloads)
import { z } from "zod";
import { idText, toInstant } from "../foreign-value.ts";

/** Milliseconds since 1970. */
const time = z.number().transform((ms, context) => {
	const at = new Date(ms);
	const utc = Number.isNaN(at.getTime()) ? undefined : toInstant(at.toISOString());
	if (utc) return utc;
	context.issues.push({ code: "custom", message: "no instant of the years 0 to 9999", input: ms });
	return z.NEVER;
});
const optionalId = idText.nullish().transform((id) => id ?? undefined);
const optionalText = z
	.string()
	.nullish()
	.transform((text) => text ?? undefined);

export const contactEvent = z.object({
	eventId: optionalId,
	subscriptionId: optionalId,
	portalId: optionalId,
	occurredAt: time,
	/** `contact.propertyChange`; of subscriptions in the newer form `object.propertyChange`. */
	subscriptionType: z.string().min(1).max(120),
	/** In the newer form alone: `0-1` for contacts. */
	objectTypeId: optionalText,
	objectId: optionalId,
	/** Of a merge: the contact that is left. */
	primaryObjectId: optionalId,
	propertyName: optionalText,
	propertyValue: optionalText,
});
export type ContactEvent = z.infer<typeof contactEvent>;
