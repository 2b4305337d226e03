// Erases in one conversation, first in its object, then the same in Postgres. Runs again without doing anything twice.
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { conversations, entries } from "../db/schema/conversation.ts";
import type { Entry } from "../protocol/entry.ts";
import type { EventId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { ERASED, type Erasure, erasedEntry } from "./erasure.ts";
import type { Erased } from "./log.ts";
import { type ConversationAddress, conversationStub } from "./stub.ts";

/** Of one call, one page: some 100 KB on average, 4 MB at most. */
const PAGE = 1_000;
/** The history queue confirms within a second or two. */
const POLLS = 20;
const POLL_MS = 500;

/**
 * How many entries were erased in the object by this try. `settled: false`: Postgres does not have the newest entries
 * yet, and what is on its way there would come in after the erasure: try again later.
 */
export async function eraseConversation(
	env: WorkerBindings,
	at: ConversationAddress,
	erasure: Erasure,
	cause: EventId,
): Promise<{ erased: number; settled: boolean }> {
	const object = conversationStub(env, at);
	let erased = 0;
	for (let after: number | null = 0; after !== null; ) {
		const done: Erased = await object.erase(erasure, cause, after);
		erased += done.erased;
		after = done.next;
	}
	for (let polls = 0; !(await object.settle()); polls += 1) {
		if (polls >= POLLS) return { erased, settled: false };
		await scheduler.wait(POLL_MS);
	}
	await eraseStored(env, at, erasure);
	return { erased, settled: true };
}

async function eraseStored(env: WorkerBindings, { workspaceId, id }: ConversationAddress, erasure: Erasure) {
	const db = tenant(env, workspaceId);
	const own = and(eq(entries.workspaceId, workspaceId), eq(entries.conversationId, id));
	for (let after: number | undefined = 0; after !== undefined; ) {
		const rows: (typeof entries.$inferSelect)[] = await db.query((query) =>
			query
				.select()
				.from(entries)
				.where(and(own, gt(entries.seq, after ?? 0)))
				.orderBy(asc(entries.seq))
				.limit(PAGE),
		);
		const changed = rows.flatMap((row) => {
			const entry: Entry = { ...row, at: row.at.toISOString() };
			const { seq, author, content } = erasedEntry(entry, erasure);
			return content === row.content && author === row.author ? [] : [{ seq, author, content }];
		});
		if (changed.length > 0)
			await db.query((query) =>
				query.execute(sql`update ${entries} set author = changed.author, content = changed.content, words = null
					from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as changed(seq int8, author jsonb, content jsonb)
					where ${entries.workspaceId} = ${workspaceId} and ${entries.conversationId} = ${id} and ${entries.seq} = changed.seq`),
			);
		after = rows.length === PAGE ? rows.at(-1)?.seq : undefined;
	}
	if (erasure.what === "person")
		await db.query((query) =>
			query
				.update(conversations)
				.set({ preview: ERASED })
				.where(and(eq(conversations.workspaceId, workspaceId), eq(conversations.id, id))),
		);
}
