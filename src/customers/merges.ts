// Merging: two records of one workspace that are one person, by what shops have signed. Nothing is moved, so undoing is exact.
import { and, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { customerMerges, customers } from "../db/schema/customer.ts";
import { audit } from "../db/schema/workspace.ts";
import { Held } from "../platform/held.ts";
import { Refused } from "../platform/http-error.ts";
import { newId } from "../platform/ids.ts";
import type { CustomerId, MergeId, WorkspaceId } from "../protocol/ids.ts";
import type { Merge, MergeReason } from "../protocol/merges.ts";
import type { Tenant } from "../workspaces/access.ts";
import { isAdmin } from "../workspaces/principal.ts";
import type { AgentClaims } from "../workspaces/tokens.ts";
import { keptOf, MOST_RECORDS, recordsOf } from "./person.ts";

type By = Pick<AgentClaims, "userId" | "role">;
type Row = typeof customers.$inferSelect;

/**
 * Makes `from`'s person one with `into`'s. Agents where both records have the same verified e-mail or phone, admins by hand
 * as well; claims never. Sent again it answers with the same merge. Refuses with `not_found`, `not_verified`, `forbidden`,
 * or `conflict` where both are one person already by another way.
 */
export async function mergeCustomers(
	env: WorkerBindings,
	db: Tenant,
	by: By,
	from: CustomerId,
	into: CustomerId,
): Promise<Merge> {
	const [records, [state]] = await db.batch((query) => [
		query
			.select()
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), or(eq(customers.id, from), eq(customers.id, into)))),
		query.select({ merged: keptOf(from), kept: keptOf(into) }).from(sql`(select 1) as one`),
	]);
	const [one, other] = [records.find(({ id }) => id === from), records.find(({ id }) => id === into)];
	if (!one || !other || !state) throw new Refused("not_found");
	if (!one.verified || !other.verified) throw new Refused("not_verified");
	const because = commonKey(one, other) ?? "hand";
	if (because === "hand" && !isAdmin(by.role)) throw new Refused("forbidden");
	if (state.merged === state.kept) return alreadyMerged(db, from, state.kept);
	const made = await insertMerge(db, { by, because, merged: state.merged, kept: state.kept });
	if (!made) throw new Refused("conflict");
	await noteMerged(env, db, state.merged);
	return made;
}

function commonKey(one: Row, other: Row): Exclude<MergeReason, "hand"> | undefined {
	if (one.email && one.email === other.email) return "email";
	return one.phone && one.phone === other.phone ? "phone" : undefined;
}

async function alreadyMerged(db: Tenant, from: CustomerId, kept: CustomerId): Promise<Merge> {
	const [live] = await db.query((query) =>
		query
			.select()
			.from(customerMerges)
			.where(
				and(
					eq(customerMerges.workspaceId, db.workspaceId),
					eq(customerMerges.mergedId, from),
					eq(customerMerges.keptId, kept),
					isNull(customerMerges.undoneAt),
				),
			),
	);
	if (!live) throw new Refused("conflict");
	return mergeFace(live);
}

interface MergeWish {
	/** null: Heddle itself. */
	by: By | null;
	because: MergeReason;
	/** Both stand for their persons. */
	merged: CustomerId;
	kept: CustomerId;
}

/** One after the other within a workspace, and only while both still stand for two persons: no ring can come about. */
export async function insertMerge(db: Tenant, { by, because, merged, kept }: MergeWish): Promise<Merge | undefined> {
	const id = newId("merge");
	const apart = sql`${keptOf(merged)} = ${merged} and ${keptOf(kept)} = ${kept} and ${merged}::text <> ${kept}::text
		and cardinality(${recordsOf(merged)}) + cardinality(${recordsOf(kept)}) <= ${MOST_RECORDS}`;
	const [, , [row]] = await db.batch((query) => [
		oneAtATime(query, db),
		query.execute(sql`with made as (
				insert into ${customerMerges} (workspace_id, id, kept_id, merged_id, because, by_id)
				select ${db.workspaceId}, ${id}, ${kept}, ${merged}, ${because}, ${by?.userId ?? null} where ${apart}
				returning 1
			) ${audited(db, by, "customers.merged", id, { merged, kept, because }, sql`made`)}`),
		query
			.select()
			.from(customerMerges)
			.where(and(eq(customerMerges.workspaceId, db.workspaceId), eq(customerMerges.id, id))),
	]);
	return row && mergeFace(row);
}

/** Both are again what they were, with what came for each meanwhile. Undoing twice is undoing once. */
export async function undoMerge(db: Tenant, by: By, id: MergeId): Promise<Merge> {
	const mine = and(eq(customerMerges.workspaceId, db.workspaceId), eq(customerMerges.id, id));
	const read = (query: Database) => query.select().from(customerMerges).where(mine);
	const [before] = await db.query(read);
	if (!before) throw new Refused("not_found");
	if (before.because === "hand" && !isAdmin(by.role)) throw new Refused("forbidden");
	const { mergedId: merged, keptId: kept } = before;
	const [, , [after]] = await db.batch((query) => [
		oneAtATime(query, db),
		query.execute(sql`with undone as (
				update ${customerMerges} set undone_at = now(), undone_by_id = ${by.userId}
				where ${mine} and ${customerMerges.undoneAt} is null returning 1
			) ${audited(db, by, "customers.merge_undone", id, { merged, kept }, sql`undone`)}`),
		read(query),
	]);
	return mergeFace(after ?? before);
}

function oneAtATime(query: Database, { workspaceId }: Tenant) {
	return query.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`merges of ${workspaceId}`}, 0))`);
}

function audited(
	{ workspaceId }: Tenant,
	by: By | null,
	action: string,
	target: string,
	details: Record<string, string>,
	where: SQL,
): SQL {
	return sql`insert into ${audit} (workspace_id, id, user_id, action, target, details)
		select ${workspaceId}, ${newId("request")}, ${by?.userId ?? null}, ${action}, ${target}, ${JSON.stringify(details)}::jsonb
		from ${where}`;
}

export function mergeFace({
	id,
	keptId,
	mergedId,
	because,
	at,
	byId,
	undoneAt,
}: typeof customerMerges.$inferSelect): Merge {
	return {
		id,
		keptId,
		mergedId,
		because,
		at: at.toISOString(),
		byId,
		undoneAt: undoneAt?.toISOString() ?? null,
	};
}

/** Of whom Postgres has to be asked who stands for them: a profile asks for these alone (same-customers.ts). */
const merged = new Held<boolean>();

export async function wasMerged(env: WorkerBindings, workspaceId: WorkspaceId, id: CustomerId): Promise<boolean> {
	const key = mergedKey(workspaceId, id);
	return merged.read(key, async () => (await env.DOORS.get(key)) !== null);
}

function mergedKey(workspaceId: WorkspaceId, id: CustomerId): string {
	return `merged:${workspaceId}:${id}`;
}

export async function noteMerged(env: WorkerBindings, db: Tenant, id: CustomerId): Promise<void> {
	const rows = await db.query((query) =>
		query
			.select({ id: customers.id })
			.from(customers)
			.where(and(eq(customers.workspaceId, db.workspaceId), sql`${customers.id} = any(${recordsOf(id)})`)),
	);
	await Promise.all(
		rows.map(async (row) => {
			await env.DOORS.put(mergedKey(db.workspaceId, row.id), "1");
			merged.changed(mergedKey(db.workspaceId, row.id), true);
		}),
	);
}
