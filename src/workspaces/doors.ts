// Doors: what a visitor's, a webhook's or an agent's request needs to know before any database is asked. Kept in KV,
// written on each change, rebuilt from Postgres where KV has lost it. docs/storage.md lists the keys.
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

/** KV's shortest is 30 s; a change of settings is seen everywhere within a minute anyhow (platform-limits.md). */
const CACHE_TTL_S = 60;

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
});
export type ConnectionDoor = z.infer<typeof connectionDoor>;

export const workspaceDoors = doors("workspace", workspaceDoor, async (env, id: WorkspaceId) => {
	const [row] = await tenant(env, id).query((db) => db.select().from(workspaces).where(eq(workspaces.id, id)));
	return row ?? null;
});

export const inboxDoors = doors("inbox", inboxDoor, async (env, id: InboxId) => {
	const [home] = await database(configOf(env).DATABASE_URL)
		.select()
		.from(inboxDirectory)
		.where(eq(inboxDirectory.inboxId, id));
	if (!home) return null;
	const [row] = await tenant(env, home.workspaceId).query((db) => db.select().from(inboxes).where(eq(inboxes.id, id)));
	return row ?? null;
});

/** All connections of a workspace. */
export const connectionDoors = doors("connections", z.array(connectionDoor), (env, id: WorkspaceId) =>
	tenant(env, id).query((db) => db.select().from(connectionsTable).orderBy(connectionsTable.createdAt)),
);

/** One connection of this workspace; null where it is another's or none. */
export async function connectionDoorOf(
	env: WorkerBindings,
	workspace: WorkspaceId,
	id: ConnectionId,
): Promise<ConnectionDoor | null> {
	const all = await connectionDoors.read(env, workspace);
	return all?.find((one) => one.id === id) ?? null;
}

interface Doors<Key extends string, Value> {
	/** From KV, else rebuilt from Postgres; null where there is no such thing. */
	read(env: WorkerBindings, id: Key): Promise<Value | null>;
	/** After a change in Postgres: readers find the new state within KV's minute. */
	rewrite(env: WorkerBindings, id: Key): Promise<Value | null>;
}

function doors<Key extends string, Value>(
	prefix: string,
	shape: z.ZodType<Value>,
	rebuild: (env: WorkerBindings, id: Key) => Promise<unknown>,
): Doors<Key, Value> {
	async function rewrite(env: WorkerBindings, id: Key): Promise<Value | null> {
		const row = await rebuild(env, id);
		if (row === null) return null;
		const value = shape.parse(row);
		await env.DOORS.put(`${prefix}:${id}`, JSON.stringify(value));
		return value;
	}
	async function read(env: WorkerBindings, id: Key): Promise<Value | null> {
		const stored = shape.safeParse(await env.DOORS.get(`${prefix}:${id}`, { type: "json", cacheTtl: CACHE_TTL_S }));
		return stored.success ? stored.data : rewrite(env, id);
	}
	return { read, rewrite };
}
