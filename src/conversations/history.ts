// History: the consumer that brings entries to Postgres, rows of many conversations in one transaction, and confirms them.
import { lt, lte, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { conversations, entries as entriesTable } from "../db/schema/conversation.ts";
import { customers } from "../db/schema/customer.ts";
import { log, logFault } from "../platform/log.ts";
import { span } from "../platform/tracing.ts";
import type { Entry } from "../protocol/entry.ts";
import { type TenantPart, tenants } from "../workspaces/access.ts";
import { type HistoryBatch, historyBatch } from "./history-batch.ts";
import { indexWords } from "./search.ts";
import { conversationStub } from "./stub.ts";

export async function consumeHistory(env: WorkerBindings, queue: MessageBatch): Promise<void> {
	const byWorkspace = new Map<string, { message: Message; batch: HistoryBatch }[]>();
	for (const message of queue.messages) {
		const parsed = historyBatch.safeParse(message.body);
		if (!parsed.success) {
			log("history_body_refused", { queue: queue.queue, code: "invalid_request" });
			message.retry();
			continue;
		}
		const known = byWorkspace.get(parsed.data.workspaceId) ?? [];
		byWorkspace.set(parsed.data.workspaceId, [...known, { message, batch: parsed.data }]);
	}
	const groups = [...byWorkspace.values()];
	await span("history.store", { "heddle.batches": queue.messages.length }, () => storeAll(env, groups));
}

type Group = { message: Message; batch: HistoryBatch }[];

/** All in one transaction; where that fails, each workspace alone, so that one's trouble stays its own. */
async function storeAll(env: WorkerBindings, groups: Group[]): Promise<void> {
	if (await stored(env, groups)) return;
	for (const group of groups) {
		if (groups.length > 1 && (await stored(env, [group]))) continue;
		for (const { message } of group) message.retry({ delaySeconds: Math.min(2 ** message.attempts, 60) });
	}
}

async function stored(env: WorkerBindings, groups: Group[]): Promise<boolean> {
	try {
		await tenants(
			env,
			groups.flatMap((group) => group.map(({ batch }) => partOf(batch))),
		);
	} catch (error) {
		logFault("history_not_stored", error, { count: groups.length });
		return false;
	}
	await Promise.all(
		groups.flat().map(async ({ message, batch }) => {
			await confirm(env, batch);
			message.ack();
		}),
	);
	return true;
}

/** What is not confirmed is only sent again, and stored onto itself. */
async function confirm(
	env: WorkerBindings,
	{ workspaceId, jurisdiction, conversation, from, to }: HistoryBatch,
): Promise<void> {
	try {
		await conversationStub(env, { workspaceId, jurisdiction, id: conversation.id }).confirm(from, to);
	} catch (error) {
		logFault("history_not_confirmed", error, { workspaceId, conversationId: conversation.id });
	}
}

function partOf(batch: HistoryBatch): TenantPart {
	return {
		workspaceId: batch.workspaceId,
		build: (db) => [customerRow(db, batch), conversationRow(db, batch), entryRows(db, batch)],
	};
}

/** `updatedAt` is when the batch's last entry was written: one that comes late brings back no old name or address. */
function customerRow(db: Database, { workspaceId, customer, conversation }: HistoryBatch) {
	const { id, verified, ...known } = customer;
	const updatedAt = new Date(conversation.lastAt);
	return db
		.insert(customers)
		.values({ workspaceId, id, verified, ...known, updatedAt })
		.onConflictDoUpdate({
			target: customers.id,
			set: {
				verified: sql`${customers.verified} or excluded.verified`,
				externalId: newer(customers.externalId, "external_id"),
				email: newer(customers.email, "email"),
				phone: newer(customers.phone, "phone"),
				name: newer(customers.name, "name"),
				locale: newer(customers.locale, "locale"),
				updatedAt,
			},
			setWhere: lte(customers.updatedAt, updatedAt),
		});
}

/** What the newest batch says, unless it says nothing. */
function newer(
	column:
		| (typeof customers)["email"]
		| (typeof customers)["externalId"]
		| (typeof customers)["phone"]
		| (typeof customers)["name"]
		| (typeof customers)["locale"],
	name: string,
) {
	return sql`coalesce(excluded.${sql.identifier(name)}, ${column})`;
}

function conversationRow(db: Database, { workspaceId, conversation, customer }: HistoryBatch) {
	const row = {
		workspaceId,
		...conversation,
		customerId: customer.id,
		createdAt: new Date(conversation.createdAt),
		lastAt: new Date(conversation.lastAt),
	};
	const { id: _, workspaceId: __, createdAt: ___, ...changing } = row;
	return db
		.insert(conversations)
		.values(row)
		.onConflictDoUpdate({
			target: conversations.id,
			set: changing,
			setWhere: lt(conversations.revision, conversation.revision),
		});
}

function entryRows(db: Database, { workspaceId, conversation, entries }: HistoryBatch) {
	const rows = entries.map((entry) => ({
		workspaceId,
		conversationId: conversation.id,
		...entry,
		at: new Date(entry.at),
		search: searchOf(entry),
	}));
	return db.insert(entriesTable).values(rows).onConflictDoNothing();
}

function searchOf({ content }: Entry) {
	return content.kind === "message" || content.kind === "note"
		? sql<string>`to_tsvector('simple', ${indexWords(content.text)})`
		: null;
}
