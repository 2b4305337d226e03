// Dead letters: events that their queue gave up on, as admins see and replay them.
import { z } from "zod";
import { instant } from "./entry.ts";
import { connectionId, eventId, requestId } from "./ids.ts";

/** An event that its queue gave up on. Null where an older release did not say. */
export const deadLetter = z.object({
	id: requestId,
	eventId: eventId.nullable(),
	connectionId: connectionId.nullable(),
	topic: z.string().nullable(),
	/** The last error, without customers' data. */
	reason: z.string().nullable(),
	attempts: z.number().int(),
	/** When the queue last gave up on it. */
	at: instant,
	/** waiting: for somebody to replay it. replayed: on its way again. applied: its effects have happened. */
	state: z.enum(["waiting", "replayed", "applied"]),
	replayed: z.object({ at: instant, by: z.string() }).nullable(),
});
export type DeadLetter = z.infer<typeof deadLetter>;
/** What the webhook said, by its structure: keys, and each value's kind in place of the value. Null where it is gone or no JSON. */
export const deadLetterWithPayload = deadLetter.extend({ payload: z.string().nullable() });
export type DeadLetterWithPayload = z.infer<typeof deadLetterWithPayload>;
export const replayWish = z.union([
	z.strictObject({ ids: z.array(requestId).min(1).max(100) }),
	/** Those that wait and whose queue gave up within the last hour. */
	z.strictObject({ lastHour: z.literal(true) }),
]);
export type ReplayWish = z.infer<typeof replayWish>;
/** `more`: there are some that one call cannot take: ask again. */
export const replayed = z.object({ replayed: z.number().int(), more: z.boolean() });
