// History: the consumer that brings entries to Postgres, rows of many conversations in one transaction, and confirms them.
import { lt, lte, sql } from "drizzle-orm";
import { mergeBySignature } from "../customers/signed-merges.ts";
import type { Database } from "../db/client.ts";
import { conversations, entries } from "../db/schema/conversation.ts";
import { customers } from "../db/schema/customer.ts";
import { log, logFault } from "../platform/log.ts";
import { span } from "../platform/tracing.ts";
import type { WorkspaceId } from "../protocol/ids.ts";
import { type TenantPart, tenant, tenants } from "../workspaces/access.ts";
import { type HistoryBatch, historyBatch } from "./history-batch.ts";
import { withIndexWords } from "./search.ts";
import { conversationStub } from "./stub.ts";

export async function consumeHistory(env: WorkerBindings, queue: MessageBatch): Promise<void> {
	const byWorkspace = new Map<WorkspaceId, Group>();
	for (const message of queue.messages) {
		const parsed = historyBatch.safeParse(message.body);
		if (!parsed.success) {
			log("history_body_refused", { queue: queue.queue, code: "invalid_request" });
			message.retry();
			continue;
		}
		const received = { message, batch: parsed.data };
		const known = byWorkspace.get(parsed.data.workspaceId);
		if (known) known.push(received);
		else byWorkspace.set(parsed.data.workspaceId, [received]);
	}
	const groups = inOrder([...byWorkspace], ([workspaceId]) => workspaceId).map(([, group]) => group);
	await span("history.store", { "heddle.batches": queue.messages.length }, () => storeAll(env, groups));
}

interface Received {
	message: Message;
	batch: HistoryBatch;
}
type Group = [Received, ...Received[]];

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
			groups.map(([first, ...more]) => partOf([first.batch, ...more.map(({ batch }) => batch)])),
		);
	} catch (error) {
		logFault("history_not_stored", error, { count: groups.length });
		return false;
	}
	await Promise.all(
		groups.flat().map(async ({ message, batch }) => {
			await confirm(env, batch);
			message.ack();
			await mergeIfSigned(env, batch);
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

/**
 * Where a customer's proof comes with this batch. What fails here comes to no second try: agents see the two records side by
 * side, and merge them.
 */
async function mergeIfSigned(
	env: WorkerBindings,
	{ workspaceId, customer, from, entries }: HistoryBatch,
): Promise<void> {
	if (!customer.verified || !customer.email || !(from === 1 || entries.includes('"kind":"identified"'))) return;
	try {
		await mergeBySignature(env, tenant(env, workspaceId), customer.id);
	} catch (error) {
		logFault("customers_not_merged", error, { workspaceId });
	}
}

/**
 * Of one workspace, in an order that every consumer keeps, whatever order messages came in: rows are locked as they are
 * written, and two that lock the same rows in different orders wait for each other (40P01).
 */
function partOf(batches: [HistoryBatch, ...HistoryBatch[]]): TenantPart {
	const byConversation = inOrder(batches, ({ conversation }) => conversation.id);
	return {
		workspaceId: batches[0].workspaceId,
		build: (db) => [
			...inOrder(batches, ({ customer }) => customer.id).map((batch) => customerRow(db, batch)),
			...byConversation.map((batch) => conversationRow(db, batch)),
			entryRows(db, byConversation),
		],
	};
}

function inOrder<T>(all: readonly T[], key: (one: T) => string): T[] {
	return all.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** `updatedAt` is when the batch's last entry was written: one that comes late brings back no old name or address. */
function customerRow(db: Database, { workspaceId, customer, conversation }: HistoryBatch) {
	const { id, verified, email, ...known } = customer;
	const updatedAt = new Date(conversation.lastAt);
	return db
		.insert(customers)
		.values({ workspaceId, id, verified, ...known, ...(email && { email: email.toLowerCase() }), updatedAt })
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

/** One statement with one parameter, whatever it brings: a parameter for each column of each entry cost more than Postgres. */
function entryRows(db: Database, batches: readonly HistoryBatch[]) {
	const texts = batches.map(
		({ conversation, entries }) => `{"conversation":"${conversation.id}","entries":${withIndexWords(entries)}}`,
	);
	return db.execute(sql`
		insert into ${entries} (workspace_id, conversation_id, seq, public_seq, at, author, client_id, content, words)
		select own.id, batch.conversation, entry.seq, entry."publicSeq", entry.at, entry.author, entry."clientId", entry.content,
			case when entry.content ->> 'kind' in ('message', 'note')
				then array_to_tsvector(array[own.id]) || strip(to_tsvector('simple', coalesce(entry.words, entry.content ->> 'text'))) end
		from (select current_setting('app.workspace_id') as id) as own,
			jsonb_to_recordset(${`[${texts.join(",")}]`}::jsonb) as batch(conversation text, entries jsonb),
			jsonb_to_recordset(batch.entries) as entry(
				seq int8, "publicSeq" int8, at timestamptz, author jsonb, "clientId" text, content jsonb, words text)
		on conflict do nothing`);
}
