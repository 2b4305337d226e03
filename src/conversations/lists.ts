// Lists from Postgres: a workspace's conversations, and a search over what was written in them.
import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { recordsOf } from "../customers/person.ts";
import { conversations, entries } from "../db/schema/conversation.ts";
import { customers } from "../db/schema/customer.ts";
import { beyond, paged, positionIn } from "../platform/cursor.ts";
import type { Conversation, SearchHit } from "../protocol/http.ts";
import type { CustomerId, TeamId } from "../protocol/ids.ts";
import type { Tenant } from "../workspaces/access.ts";
import { queryWords } from "./search.ts";

export interface ConversationFilter {
	status?: "open" | "resolved" | undefined;
	teamId?: TeamId | undefined;
	/** With all records of this one's person. */
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
					filter.customerId && sql`${conversations.customerId} = any(${recordsOf(filter.customerId)})`,
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

/** Messages and notes that hold all the words, newest first. Where they are comes from one index over all workspaces, what they say only from the own. */
export async function searchEntries(
	db: Tenant,
	words: string,
	cursor: string | undefined,
	limit: number,
): Promise<{ data: SearchHit[]; next: string | null }> {
	const { at, id: [conversation, seq] = [] } = positionIn(cursor, place) ?? {};
	const hits = sql`places_of_words(${queryWords(words)}, ${at ?? null}::timestamptz, ${conversation ?? null}::text, ${seq ?? null}::int8, ${limit + 1}::int4) as hits`;
	const { at: saidAt, author, content, conversationId, seq: saidSeq } = entries;
	const rows = await db.query((query) => {
		// Each by its key: the limit keeps the planner from beginning at the other end.
		const said = query
			.select({ at: saidAt, author, content, conversationId, seq: saidSeq })
			.from(entries)
			.where(sql`${conversationId} = hits.conversation_id and ${saidSeq} = hits.seq`)
			.limit(1)
			.as("said");
		return query
			.select({
				entry: {
					at: said.at,
					author: said.author,
					content: said.content,
					conversationId: said.conversationId,
					seq: said.seq,
				},
				customer: { id: customers.id, name: customers.name },
			})
			.from(hits)
			.innerJoinLateral(said, sql`true`)
			.innerJoin(conversations, eq(conversations.id, said.conversationId))
			.innerJoin(customers, eq(customers.id, conversations.customerId))
			.orderBy(desc(said.at), desc(said.conversationId), desc(said.seq));
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
