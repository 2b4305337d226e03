// Privacy receipts: what was done when a system asked for customers' data to be told or erased.
import { z } from "zod";
import { instant } from "./entry.ts";
import { connectionId, requestId } from "./ids.ts";

export const privacyWhat = z.enum(["export", "erase_customer", "erase_shop"]);
export type PrivacyWhat = z.infer<typeof privacyWhat>;
/** What was done when a system asked for somebody's data to be told or erased. */
export const privacyReceipt = z.object({
	id: requestId,
	connectionId,
	topic: z.string(),
	what: privacyWhat,
	/** A keyed hash of whom it was about. */
	subject: z.string(),
	counts: z.record(z.string(), z.number().int()),
	/** What could not be erased, and why. */
	remains: z.array(z.string()),
	receivedAt: instant,
	doneAt: instant,
	/** Until when `/v1/privacy-receipts/{id}/export` answers; null: there is none, or no more. */
	exportUntil: instant.nullable(),
	downloadedAt: instant.nullable(),
});
export type PrivacyReceipt = z.infer<typeof privacyReceipt>;
