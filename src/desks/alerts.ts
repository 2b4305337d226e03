// The lasting record of alerts. The desk decides while one is open; the row says which desk that is: the first one that
// an event found, and after a move the one that has taken it.
import { and, eq, inArray, sql } from "drizzle-orm";
import { alerts } from "../db/schema/event.ts";
import type { Alert } from "../protocol/desk-frames.ts";
import type { WorkspaceId } from "../protocol/ids.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";

const OPEN = sql`${alerts.alert} -> 'acknowledged' = 'null'::jsonb`;
/** A word of a desk that it has left must not bring it back there. */
const NOT_LATER = sql`coalesce((${alerts.alert} ->> 'moves')::int, 0) <= coalesce((excluded.alert ->> 'moves')::int, 0)`;

/**
 * Keeps those that are new. Answers with each as it is kept, on the desk that it names, which brings it to its
 * conversation's team where that is another one by now; without those that somebody has acknowledged.
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

/** Who acknowledged them, or to which desk they have moved. What is acknowledged stays as it is, and a later move too. */
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
			.onConflictDoUpdate({
				target: alerts.id,
				set: { alert: sql`excluded.alert` },
				setWhere: sql`${OPEN} and ${NOT_LATER}`,
			}),
	);
}

/** In the order of their ids, so that two writers wait for each other and do not lock each other out. */
function rowsOf(workspaceId: WorkspaceId, all: readonly Alert[]) {
	return all
		.toSorted((a, b) => (a.id < b.id ? -1 : 1))
		.map((alert) => ({ workspaceId, id: alert.id, alert, raisedAt: new Date(alert.raisedAt) }));
}
