// The only doors to tenant data: every query runs in a transaction that names its workspace, and row level security does the rest.
import { sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { type Database, database } from "../db/client.ts";
import { configOf } from "../platform/config.ts";
import type { WorkspaceId } from "../protocol/ids.ts";

type Query = BatchItem<"pg">;
type ResultOf<Q extends Query> = Q["_"]["result"];
type ResultsOf<Qs extends readonly Query[]> = { [K in keyof Qs]: ResultOf<Qs[K]> };

export interface Tenant {
	readonly workspaceId: WorkspaceId;
	/** One query in the workspace's name. Throws drizzle's error, whose message must not be logged (it holds parameters). */
	query<Q extends Query>(build: (db: Database) => Q): Promise<ResultOf<Q>>;
	/** Several as one transaction: all happen or none. */
	batch<const Qs extends readonly Query[]>(build: (db: Database) => Qs): Promise<ResultsOf<Qs>>;
}

export function tenant(env: WorkerBindings, workspaceId: WorkspaceId): Tenant {
	const db = database(configOf(env).DATABASE_URL);
	async function batch<const Qs extends readonly Query[]>(build: (db: Database) => Qs): Promise<ResultsOf<Qs>> {
		const [, ...results] = await db.batch([actingFor(db, workspaceId), ...build(db)]);
		return results as ResultsOf<Qs>;
	}
	return {
		workspaceId,
		batch,
		query: async (build) => (await batch((inner) => [build(inner)]))[0],
	};
}

export interface TenantPart {
	workspaceId: WorkspaceId;
	build: (db: Database) => readonly Query[];
}

/** Parts of several workspaces in one transaction, each under its own name: for batches that a queue brings. */
export async function tenants(env: WorkerBindings, parts: readonly TenantPart[]): Promise<void> {
	const db = database(configOf(env).DATABASE_URL);
	const [first, ...rest] = parts.flatMap((part) => [actingFor(db, part.workspaceId), ...part.build(db)]);
	if (first) await db.batch([first, ...rest]);
}

function actingFor(db: Database, workspaceId: WorkspaceId) {
	return db.execute(sql`select set_config('app.workspace_id', ${workspaceId}, true)`);
}
