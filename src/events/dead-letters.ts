// Dead letters: an event that its queue gave up on is kept in Postgres, sealed, until somebody looks at it.
import { z } from "zod";
import { deadLetters } from "../db/schema/event.ts";
import { derivedId } from "../platform/ids.ts";
import { base64Of } from "../platform/keys.ts";
import { log, logFault } from "../platform/log.ts";
import { workspaceId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { safeOf } from "../workspaces/data-key.ts";

/** Postgres is away where letters come in numbers: 100 tries (wrangler.toml) of ten minutes are 16 hours more. */
const AGAIN_S = 600;

/** What both queues' bodies have in common, and what tells an event: also in the form of another release. */
const owned = z.looseObject({ workspaceId, eventId: z.string().optional() });

export async function consumeDead(env: WorkerBindings, queue: MessageBatch): Promise<void> {
	await Promise.all(queue.messages.map((message) => bury(env, message)));
}

/** One letter for each message, however often it comes. */
async function bury(env: WorkerBindings, message: Message): Promise<void> {
	const parsed = owned.safeParse(message.body);
	if (!parsed.success) {
		log("dead_letter_without_owner", { code: "invalid_request" });
		return message.ack();
	}
	const { workspaceId: owner, eventId } = parsed.data;
	// History is not kept: its object sends again what Postgres has not confirmed.
	if (eventId === undefined) return message.ack();
	try {
		const id = await derivedId("request", "dead-letter", message.id);
		const body = await (await safeOf(env, owner)).seal(["dead-letter", id], JSON.stringify(parsed.data, bytesAsBase64));
		await tenant(env, owner).query((db) =>
			db.insert(deadLetters).values({ workspaceId: owner, id, queue: "events", body }).onConflictDoNothing(),
		);
		log("dead_letter_kept", { workspaceId: owner, eventId });
		message.ack();
	} catch (error) {
		logFault("dead_letter_not_kept", error, { workspaceId: owner, eventId });
		message.retry({ delaySeconds: AGAIN_S });
	}
}

function bytesAsBase64(_key: string, value: unknown): unknown {
	return value instanceof Uint8Array ? base64Of(value) : value;
}
