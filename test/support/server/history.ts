// History as Postgres has it, and the bodies that bring it there.
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import type { HistoryBatch } from "../../../src/conversations/history-batch.ts";
import { entries } from "../../../src/db/schema/conversation.ts";
import { newId } from "../../../src/platform/ids.ts";
import { type Entry, entry } from "../../../src/protocol/entry.ts";
import type { ConversationId } from "../../../src/protocol/ids.ts";
import worker from "../../../src/worker.ts";
import type { Home } from "./home.ts";

/** Entries in the form in which the object has them. */
export async function storedEntries({ db }: Home, id: ConversationId): Promise<Entry[]> {
	const rows = await db.query((query) =>
		query.select().from(entries).where(eq(entries.conversationId, id)).orderBy(asc(entries.seq)),
	);
	return rows.map(({ seq, publicSeq, at, author, clientId, content }) => ({
		seq,
		publicSeq,
		at: at.toISOString(),
		author,
		clientId,
		content,
	}));
}

/** As a batch carries them. */
export function entriesText(entries: readonly Entry[]): string {
	return JSON.stringify(entries);
}

export function entriesIn({ entries }: Pick<HistoryBatch, "entries">): Entry[] {
	return z.array(entry).parse(JSON.parse(entries));
}

/** One conversation's messages `texts`, entry by entry, one second apart. */
export function batchesOf(home: Home, texts: string[], change: Partial<HistoryBatch> = {}): HistoryBatch[] {
	const id = newId("conversation");
	const visitor = newId("visitor");
	const customer = { id: newId("customer"), verified: false };
	const createdAt = "2026-11-23T08:00:00.000Z";
	return texts.map((text, i) => {
		const seq = i + 1;
		const at = new Date(Date.parse(createdAt) + i * 1000).toISOString();
		return {
			version: 2,
			workspaceId: home.workspaceId,
			jurisdiction: "none",
			conversation: {
				id,
				inboxId: home.inboxId,
				teamId: home.teamId,
				assigneeId: null,
				status: "open",
				preview: text,
				revision: seq,
				createdAt,
				lastAt: at,
			},
			customer,
			from: seq,
			to: seq,
			entries: entriesText([
				{
					seq,
					publicSeq: seq,
					at,
					author: { kind: "visitor", id: visitor },
					clientId: crypto.randomUUID(),
					content: { kind: "message", text },
				},
			]),
			...change,
		};
	});
}

/**
 * Hands bodies to the Worker's consumer as one batch of that queue; answers with their places in it.
 * @param delivery messages of the same delivery and place have the same id, as redelivered ones have
 */
export async function consume(
	queue: string,
	bodies: unknown[],
	delivery: string = crypto.randomUUID(),
	attempts: number = 1,
) {
	const batch = createMessageBatch(
		queue,
		bodies.map((body, i) => ({ id: `${delivery}:${i}`, timestamp: Date.now(), attempts, body })),
	);
	const context = createExecutionContext();
	await worker.queue(batch, env);
	const { explicitAcks, retryMessages } = await getQueueResult(batch, context);
	const inOrder = (ids: string[]) => ids.map((id) => Number(id.split(":")[1])).toSorted((a, b) => a - b);
	return { acked: inOrder(explicitAcks), retried: inOrder(retryMessages.map(({ msgId }) => msgId)) };
}
