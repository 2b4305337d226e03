// Dead letters: an event that its queue gave up on is kept in Postgres, sealed, until somebody replays it.
import { sql } from "drizzle-orm";
import { z } from "zod";
import { deadLetters } from "../db/schema/event.ts";
import { derivedId } from "../platform/ids.ts";
import { base64Of } from "../platform/keys.ts";
import { log, logFault } from "../platform/log.ts";
import { connectionId, eventId, workspaceId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { safeOf } from "../workspaces/data-key.ts";
import { bodyOf, delivery } from "./delivery.ts";
import { notedFailure } from "./failures.ts";

/** Postgres is away where letters come in numbers: 100 tries (wrangler.toml) of ten minutes are 16 hours more. */
const AGAIN_S = 600;

/** What both queues' bodies have in common, and what tells an event: also in the form of another release. */
const owned = z.looseObject({
	workspaceId,
	eventId: eventId.optional(),
	connectionId: connectionId.optional(),
	topic: z.string().max(120).optional(),
});

export async function consumeDead(env: WorkerBindings, queue: MessageBatch): Promise<void> {
	await Promise.all(queue.messages.map((message) => bury(env, message)));
}

/** One letter for each event, however often it comes; what comes again after a replay waits again. */
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
		await keep(env, message.id, { ...parsed.data, eventId });
		log("dead_letter_kept", { workspaceId: owner, eventId });
		message.ack();
	} catch (error) {
		logFault("dead_letter_not_kept", error, { workspaceId: owner, eventId });
		message.retry({ delaySeconds: AGAIN_S });
	}
}

async function keep(
	env: WorkerBindings,
	messageId: string,
	dead: z.infer<typeof owned> & { eventId: z.infer<typeof eventId> },
): Promise<void> {
	const { workspaceId: owner, eventId, connectionId = null, topic = null } = dead;
	const id = await derivedId("request", "dead-letter", eventId);
	const [safe, failure] = await Promise.all([safeOf(env, owner), notedFailure(env, eventId)]);
	const body = await safe.seal(["dead-letter", id], JSON.stringify(await whole(env, dead), bytesAsBase64));
	const changing = {
		body,
		at: new Date(),
		messageId,
		reason: failure?.reason ?? "The reason was not noted.",
	};
	await tenant(env, owner).query((db) =>
		db
			.insert(deadLetters)
			.values({
				workspaceId: owner,
				id,
				queue: "events",
				eventId,
				connectionId,
				topic,
				attempts: failure?.attempts ?? 0,
				...changing,
			})
			.onConflictDoUpdate({
				target: deadLetters.id,
				set: { ...changing, attempts: sql`${deadLetters.attempts} + excluded.attempts` },
				setWhere: sql`${deadLetters.messageId} is distinct from excluded.message_id`,
			}),
	);
}

/** With a large body that lies in KV, which forgets it after days. Where that is gone already, the letter goes without. */
async function whole(env: WorkerBindings, dead: z.infer<typeof owned>): Promise<object> {
	const parsed = delivery.safeParse(dead);
	if (!parsed.success || parsed.data.body !== null) return dead;
	try {
		return { ...parsed.data, body: await bodyOf(env, parsed.data) };
	} catch (error) {
		logFault("dead_letter_without_body", error, { workspaceId: dead.workspaceId });
		return dead;
	}
}

function bytesAsBase64(_key: string, value: unknown): unknown {
	return value instanceof Uint8Array ? base64Of(value) : value;
}
