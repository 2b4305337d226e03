// The lasting record of alerts. The desk decides while one is open; the first row of each decides which desk that is.
import { and, eq, inArray, sql } from "drizzle-orm";
import { alerts } from "../db/schema/event.ts";
import type { Alert } from "../protocol/desk-frames.ts";
import type { WorkspaceId } from "../protocol/ids.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";

const OPEN = sql`${alerts.alert} -> 'acknowledged' = 'null'::jsonb`;

/**
 * Keeps those that are new. Answers with each as it was first kept, on the desk that it named then, whatever team the
 * conversation has moved to since; without those that somebody has acknowledged.
 */
export async function keepAlerts(db: Tenant, wished: readonly Alert[]): Promise<Alert[]> {
	if (wished.length === 0) return [];
	const ids = wished.map((alert) => alert.id);
	const [, kept] = await db.batch((query) => [
		query.insert(alerts).values(rowsOf(db.workspaceId, wished)).onConflictDoNothing(),
		query
			.select({ alert: alerts.alert })
			.from(alerts)
			.where(and(eq(alerts.workspaceId, db.workspaceId), inArray(alerts.id, ids), OPEN)),
	]);
	return kept.map(({ alert }) => alert);
}

/** Who acknowledged them. What is acknowledged already stays as it is. */
export async function recordAlerts(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	settled: readonly Alert[],
): Promise<void> {
	if (settled.length === 0) return;
	await tenant(env, workspaceId).query((db) =>
		db
			.insert(alerts)
			.values(rowsOf(workspaceId, settled))
			.onConflictDoUpdate({ target: alerts.id, set: { alert: sql`excluded.alert` }, setWhere: OPEN }),
	);
}

/** In the order of their ids, so that two writers wait for each other and do not lock each other out. */
function rowsOf(workspaceId: WorkspaceId, all: readonly Alert[]) {
	return all
		.toSorted((a, b) => (a.id < b.id ? -1 : 1))
		.map((alert) => ({ workspaceId, id: alert.id, alert, raisedAt: new Date(alert.raisedAt) }));
}
