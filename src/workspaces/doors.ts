// Doors: what a visitor's, a webhook's or an agent's request needs to know before any database is asked (kept-doors.ts).
// docs/storage.md lists the keys.
import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "../db/client.ts";
import { connections as connectionsTable } from "../db/schema/connection.ts";
import { inboxDirectory, inboxes } from "../db/schema/inbox.ts";
import { workspaces } from "../db/schema/workspace.ts";
import { configOf } from "../platform/config.ts";
import { inboxSettings } from "../protocol/http.ts";
import type { ConnectionId, InboxId, WorkspaceId } from "../protocol/ids.ts";
import { connectionId, inboxId, teamId, workspaceId } from "../protocol/ids.ts";
import { jurisdiction } from "../protocol/jurisdiction.ts";
import { tenant } from "./access.ts";
import { keptDoors } from "./kept-doors.ts";

const workspaceDoor = z.object({
	id: workspaceId,
	jurisdiction,
	defaultTeamId: teamId,
	/** Sealed with the deployment's key. */
	dataKey: z.string(),
});
export type WorkspaceDoor = z.infer<typeof workspaceDoor>;

const inboxDoor = z.object({ id: inboxId, workspaceId, settings: inboxSettings, identitySecret: z.string() });
export type InboxDoor = z.infer<typeof inboxDoor>;

const connectionDoor = z.object({
	id: connectionId,
	workspaceId,
	connector: z.string(),
	name: z.string(),
	required: z.boolean(),
	settings: z.record(z.string(), z.string()),
	secrets: z.record(z.string(), z.string()),
	hookSecrets: z.array(z.string()),
	/** What makes items of its answers (connections/mapping.ts). Absent in doors that were written before there were any. */
	mapping: z.string().nullish(),
});
export type ConnectionDoor = z.infer<typeof connectionDoor>;

export const workspaceDoors = keptDoors("workspace", workspaceDoor, async (env, id: WorkspaceId) => {
	const [row] = await tenant(env, id).query((db) => db.select().from(workspaces).where(eq(workspaces.id, id)));
	return row ?? null;
});

export const inboxDoors = keptDoors("inbox", inboxDoor, async (env, id: InboxId) => {
	const [home] = await database(configOf(env).DATABASE_URL)
		.select()
		.from(inboxDirectory)
		.where(eq(inboxDirectory.inboxId, id));
	if (!home) return null;
	const [row] = await tenant(env, home.workspaceId).query((db) => db.select().from(inboxes).where(eq(inboxes.id, id)));
	return row ?? null;
});

/** All connections of a workspace; a workspace that is not there has no list, not even an empty one. */
export const connectionDoors = keptDoors("connections", z.array(connectionDoor), async (env, id: WorkspaceId) => {
	const [home, rows] = await tenant(env, id).batch((db) => [
		db.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.id, id)),
		db.select().from(connectionsTable).orderBy(connectionsTable.createdAt),
	]);
	return home.length === 0 ? null : rows;
});

/** One connection of this workspace; null where it is another's or none. */
export async function connectionDoorOf(
	env: WorkerBindings,
	workspace: WorkspaceId,
	id: ConnectionId,
): Promise<ConnectionDoor | null> {
	const all = await connectionDoors.read(env, workspace);
	return all?.find((one) => one.id === id) ?? null;
}
