// Lists from Postgres: a workspace's conversations, and a search over what was written in them.
import { and, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { conversations, entries, entryWords } from "../db/schema/conversation.ts";
import { customers } from "../db/schema/customer.ts";
import { beyond, paged, positionIn } from "../platform/cursor.ts";
import type { Conversation, SearchHit } from "../protocol/http.ts";
import type { CustomerId, TeamId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";
import { queryWords } from "./search.ts";

export interface ConversationFilter {
	status?: "open" | "resolved" | undefined;
	teamId?: TeamId | undefined;
	customerId?: CustomerId | undefined;
	cursor?: string | undefined;
	limit: number;
}

export async function listConversations(
	db: Tenant,
	filter: ConversationFilter,
): Promise<{ data: Conversation[]; next: string | null }> {
	const rows = await db.query((query) =>
		query
			.select({
				conversation: conversations,
				customer: { id: customers.id, verified: customers.verified, name: customers.name, email: customers.email },
			})
			.from(conversations)
			.innerJoin(customers, eq(customers.id, conversations.customerId))
			.where(
				and(
					eq(conversations.workspaceId, db.workspaceId),
					filter.status && eq(conversations.status, filter.status),
					filter.teamId && eq(conversations.teamId, filter.teamId),
					filter.customerId && eq(conversations.customerId, filter.customerId),
					beyond(filter.cursor, conversations.lastAt, conversations.id),
				),
			)
			.orderBy(desc(conversations.lastAt), desc(conversations.id))
			.limit(filter.limit + 1),
	);
	const page = paged(rows, filter.limit, ({ conversation }) => ({ at: conversation.lastAt, id: conversation.id }));
	return {
		data: page.rows.map(({ conversation, customer }) => ({
			id: conversation.id,
			inboxId: conversation.inboxId,
			teamId: conversation.teamId,
			status: conversation.status,
			assigneeId: conversation.assigneeId,
			customer,
			preview: conversation.preview,
			lastSeq: conversation.revision,
			createdAt: conversation.createdAt.toISOString(),
			lastAt: conversation.lastAt.toISOString(),
		})),
		next: page.next,
	};
}

/** An entry's place among those of its instant, as a cursor carries it. */
const place = z
	.string()
	.regex(/^cnv_\w+:\d+$/)
	.transform((text) => text.split(":"));

/** Messages and notes that hold all the words, newest first: walks the postings of the longest word, likely the rarest. */
export async function searchEntries(
	db: Tenant,
	words: string,
	cursor: string | undefined,
	limit: number,
): Promise<{ data: SearchHit[]; next: string | null }> {
	const asked = sql`tsvector_to_array(to_tsvector('simple', ${queryWords(words)}))`;
	const longest = sql`(select word from unnest(${asked}) as word order by length(word) desc limit 1)`;
	const { workspaceId, word, at, conversationId, seq } = entryWords;
	const last = positionIn(cursor, place);
	const rows = await db.query((query) => {
		const other = alias(entryWords, "other");
		// For each word one look at the whole key: "word = any(…)" may end as a walk over all words.
		const isThere = sql`exists (select from ${entryWords} as "other" where ${and(
			eq(other.workspaceId, db.workspaceId),
			sql`${other.word} = needed`,
			eq(other.at, at),
			eq(other.conversationId, conversationId),
			eq(other.seq, seq),
		)})`;
		// A page of hits first, and only then what they say: the planner must not begin at the other end.
		const hits = query
			.select({ at, conversationId, seq })
			.from(entryWords)
			.where(
				and(
					eq(workspaceId, db.workspaceId),
					sql`${word} = ${longest}`,
					sql`(select bool_and(${isThere}) from unnest(${asked}) as needed)`,
					last &&
						sql`(${at}, ${conversationId}, ${seq}) < (${last.at}::timestamptz, ${last.id[0]}, ${last.id[1]}::int8)`,
				),
			)
			.orderBy(desc(at), desc(conversationId), desc(seq))
			.limit(limit + 1)
			.as("hits");
		return query
			.select({ entry: entries, customer: { id: customers.id, name: customers.name } })
			.from(hits)
			.innerJoin(entries, and(eq(entries.conversationId, hits.conversationId), eq(entries.seq, hits.seq)))
			.innerJoin(conversations, eq(conversations.id, entries.conversationId))
			.innerJoin(customers, eq(customers.id, conversations.customerId))
			.orderBy(desc(hits.at), desc(hits.conversationId), desc(hits.seq));
	});
	const page = paged(rows, limit, ({ entry }) => ({ at: entry.at, id: `${entry.conversationId}:${entry.seq}` }));
	return {
		data: page.rows.flatMap(({ entry, customer }) => {
			const { content } = entry;
			if (content.kind !== "message" && content.kind !== "note") return [];
			const author = { kind: entry.author.kind, name: entry.author.name ?? null };
			return [
				{
					conversationId: entry.conversationId,
					seq: entry.seq,
					at: entry.at.toISOString(),
					author,
					text: content.text,
					customer,
				},
			];
		}),
		next: page.next,
	};
}
