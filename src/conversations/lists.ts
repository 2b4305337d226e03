// Lists from Postgres: a workspace's conversations, and a search over what was written in them.
import { and, desc, eq, sql } from "drizzle-orm";
import { conversations, entries } from "../db/schema/conversation.ts";
import { customers } from "../db/schema/customer.ts";
import { beyond, paged } from "../platform/cursor.ts";
import type { Conversation, SearchHit } from "../protocol/http.ts";
import type { ConversationId, CustomerId, TeamId } from "../protocol/ids.ts";
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

/** An entry's id among those of its instant. 16 digits hold every safe integer, so that they sort as numbers do. */
const PLACE = sql<string>`${entries.conversationId} || ':' || lpad(${entries.seq}::text, 16, '0')`;

function placeOf(conversation: ConversationId, seq: number): string {
	return `${conversation}:${String(seq).padStart(16, "0")}`;
}

/** Messages and notes that hold all the words, newest first. */
export async function searchEntries(
	db: Tenant,
	words: string,
	cursor: string | undefined,
	limit: number,
): Promise<{ data: SearchHit[]; next: string | null }> {
	const rows = await db.query((query) =>
		query
			.select({ entry: entries, customer: { id: customers.id, name: customers.name } })
			.from(entries)
			.innerJoin(conversations, eq(conversations.id, entries.conversationId))
			.innerJoin(customers, eq(customers.id, conversations.customerId))
			.where(
				and(
					eq(entries.workspaceId, db.workspaceId),
					sql`${entries.search} @@ plainto_tsquery('simple', ${queryWords(words)})`,
					beyond(cursor, entries.at, PLACE),
				),
			)
			.orderBy(desc(entries.at), desc(PLACE))
			.limit(limit + 1),
	);
	const page = paged(rows, limit, ({ entry }) => ({ at: entry.at, id: placeOf(entry.conversationId, entry.seq) }));
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
