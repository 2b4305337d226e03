// Dead letters: what a queue gave up on is kept in Postgres, sealed, until somebody looks at it.
import { z } from "zod";
import { deadLetters } from "../db/schema/event.ts";
import { newId } from "../platform/ids.ts";
import { base64Of } from "../platform/keys.ts";
import { log, logFault } from "../platform/log.ts";
import { workspaceId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { safeOf } from "../workspaces/data-key.ts";

/** All that both queues' bodies have in common. History needs no keeping: its object sends it again. */
const owned = z.looseObject({ workspaceId });

export async function consumeDead(env: WorkerBindings, queue: MessageBatch): Promise<void> {
	await Promise.all(queue.messages.map((message) => bury(env, message)));
}

async function bury(env: WorkerBindings, message: Message): Promise<void> {
	const parsed = owned.safeParse(message.body);
	if (!parsed.success) {
		log("dead_letter_without_owner", { code: "invalid_request" });
		return message.ack();
	}
	const { workspaceId: owner } = parsed.data;
	try {
		const id = newId("request");
		const body = await (await safeOf(env, owner)).seal(["dead-letter", id], JSON.stringify(parsed.data, bytesAsBase64));
		const queue = "eventId" in parsed.data ? "events" : "history";
		await tenant(env, owner).query((db) =>
			db.insert(deadLetters).values({ workspaceId: owner, id, queue, attempts: message.attempts, body }),
		);
		log("dead_letter_kept", { workspaceId: owner, queue });
		message.ack();
	} catch (error) {
		logFault("dead_letter_not_kept", error, { workspaceId: owner });
		message.retry({ delaySeconds: 60 });
	}
}

function bytesAsBase64(_key: string, value: unknown): unknown {
	return value instanceof Uint8Array ? base64Of(value) : value;
}
