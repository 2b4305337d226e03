// The lasting record of alerts; the desk decides while they are open.
import { sql } from "drizzle-orm";
import { alerts } from "../db/schema/event.ts";
import type { Alert } from "../protocol/desk-frames.ts";
import type { WorkspaceId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";

export async function recordAlert(env: WorkerBindings, workspaceId: WorkspaceId, alert: Alert): Promise<void> {
	await tenant(env, workspaceId).query((db) =>
		db
			.insert(alerts)
			.values({ workspaceId, id: alert.id, alert, raisedAt: new Date(alert.raisedAt) })
			.onConflictDoUpdate({ target: alerts.id, set: { alert: sql`excluded.alert` } }),
	);
}
