// The scheduled sweep: each connection that can be asked and whose turn it is gets asked what changed (connections/sweep.ts).
// Here is only whose turn it is; a system that is slow holds up one place of several.
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { storedDoor } from "../connections/manage.ts";
import { connectionStub } from "../connections/stub.ts";
import { connectors } from "../connectors/registry.ts";
import { database } from "../db/client.ts";
import { connections } from "../db/schema/connection.ts";
import { configOf } from "../platform/config.ts";
import { log, logFault } from "../platform/log.ts";
import { connectionId, workspaceId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { workspaceDoors } from "../workspaces/doors.ts";

/** Of the cron trigger in wrangler.toml, less what a run itself may take to come round. */
const INTERVAL_MS = 290_000;
/** The platform gives a run six connections at once (platform-limits.md); one is for Postgres. */
const AT_ONCE = 5;
/** A run begins no further sweep after this: the next run, five minutes after it, goes on with those that wait longest. */
const RUN_MS = 240_000;
const MOST = 1_000;

const dueRow = z.object({ workspace_id: workspaceId, connection_id: connectionId, due: z.coerce.date() });
type Due = z.infer<typeof dueRow>;

/** How many connections were asked. */
export async function sweepAll(env: WorkerBindings, now: () => number): Promise<number> {
	const began = now();
	const waiting = await dueAt(env, began);
	let swept = 0;
	const next = async (): Promise<void> => {
		for (let one = waiting.shift(); one && now() - began < RUN_MS; one = waiting.shift()) {
			await sweepOne(env, one, now);
			swept += 1;
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, next));
	log("sweep_done", { count: swept, durationMs: now() - began });
	return swept;
}

/** By a function whose role reads these three and nothing else: the sweep belongs to no workspace. */
async function dueAt(env: WorkerBindings, nowMs: number): Promise<Due[]> {
	const kinds = [...connectors.values()].filter(({ poll }) => poll).map(({ name }) => name);
	const { rows } = await database(configOf(env).DATABASE_URL).execute(
		sql`select workspace_id, connection_id, due from due_sweeps(string_to_array(${kinds.join(",")}, ','), ${new Date(nowMs).toISOString()}::timestamptz, ${MOST})`,
	);
	return z.array(dueRow).parse(rows);
}

/** Its next turn comes also where this one failed: a fault of one holds up no other, and does not come round faster. */
async function sweepOne(env: WorkerBindings, one: Due, now: () => number): Promise<void> {
	const at = { workspaceId: one.workspace_id, connectionId: one.connection_id };
	try {
		const workspace = await workspaceDoors.read(env, at.workspaceId);
		const door = workspace && (await storedDoor(env, at.workspaceId, at.connectionId));
		if (door) {
			const stub = connectionStub(env, { ...at, jurisdiction: workspace.jurisdiction, id: door.id });
			await stub.sweep(door, workspace.jurisdiction, one.due.getTime());
		}
	} catch (error) {
		logFault("connection_not_swept", error, at);
	}
	try {
		await tenant(env, at.workspaceId).query((db) =>
			db
				.update(connections)
				.set({ sweepDue: new Date(now() + INTERVAL_MS) })
				.where(eq(connections.id, at.connectionId)),
		);
	} catch (error) {
		logFault("sweep_not_noted", error, at);
	}
}
