// Managing connections: settings in the clear, secrets sealed, each change in the audit.
import { and, eq } from "drizzle-orm";
import type { Connector } from "../connectors/connector.ts";
import { connectors } from "../connectors/registry.ts";
import { connections } from "../db/schema/connection.ts";
import { audit } from "../db/schema/workspace.ts";
import { Refused } from "../platform/http-error.ts";
import { newId } from "../platform/ids.ts";
import { newSecret } from "../platform/keys.ts";
import type { Connection, ConnectionChange, NewConnection } from "../protocol/connections.ts";
import type { ConnectionId, UserId, WorkspaceId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { type ConnectionDoor, connectionDoors } from "../workspaces/doors.ts";
import { hookPathOf } from "./hook-path.ts";
import { changedSettings, sealHookSecret, sealSettings, shownSettings } from "./settings.ts";

/** One replaces the other: deliveries that are under way still fit the old one. */
const LIVE_HOOK_SECRETS = 2;

/** Whoever guesses an address that is a secret can send events: as long as 128 random bits are in base64. */
const SHORTEST_IN_PATH = 22;

function refuseGuessable({ hooks }: Connector, secret: string | undefined): void {
	if (!hooks?.unsigned || secret === undefined || (/^[\w.~-]+$/.test(secret) && secret.length >= SHORTEST_IN_PATH))
		return;
	const message = `is part of the address: at least ${SHORTEST_IN_PATH} letters, digits, "-" and "_", made at random`;
	throw new Refused("invalid_request", [{ path: "hookSecret", message }]);
}

/** Of one that is part of an address, no character needs escaping there. */
function secretFor({ hooks }: Connector): string {
	const secret = newSecret();
	return hooks?.unsigned ? secret.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") : secret;
}

export interface By {
	workspaceId: WorkspaceId;
	userId: UserId;
}

/** `id`: of this request, so that a repeat meets the first. The row, and the hook secret that Heddle made (shown this once), where this system takes one of ours. */
export async function makeConnection(
	env: WorkerBindings,
	by: By,
	id: ConnectionId,
	wish: NewConnection,
): Promise<{ door: ConnectionDoor; hookSecret: string | null }> {
	const connector = connectors.get(wish.connector);
	if (!connector)
		throw new Refused("invalid_request", [{ path: "connector", message: "is not a connector that Heddle has" }]);
	refuseGuessable(connector, wish.hookSecret);
	const made = connector.hooks?.secretFrom === "heddle" && !wish.hookSecret ? secretFor(connector) : null;
	const hookSecret = connector.hooks ? (wish.hookSecret ?? made) : null;
	const door: ConnectionDoor = {
		id,
		workspaceId: by.workspaceId,
		connector: connector.name,
		name: wish.name,
		required: wish.required,
		...(await sealSettings(env, by.workspaceId, id, connector, wish.settings)),
		hookSecrets: hookSecret ? [await sealHookSecret(env, by.workspaceId, id, hookSecret)] : [],
	};
	await tenant(env, by.workspaceId).batch((db) => [
		// Made by an earlier try whose answer never came: this answer's hook secret is the one that counts.
		db.insert(connections).values(door).onConflictDoUpdate({ target: connections.id, set: door }),
		db.insert(audit).values(auditRow(by, "connection.made", id)),
	]);
	await connectionDoors.rewrite(env, by.workspaceId);
	return { door, hookSecret: made };
}

/** Secret fields that are left out keep their value. A new hook secret joins the old one, so that none is refused meanwhile. */
export async function changeConnection(
	env: WorkerBindings,
	by: By,
	id: ConnectionId,
	change: ConnectionChange,
): Promise<ConnectionDoor> {
	const now = await doorOf(env, by.workspaceId, id);
	const connector = connectors.get(now.connector);
	if (!connector) throw new Refused("not_found");
	refuseGuessable(connector, change.hookSecret);
	const next = {
		name: change.name ?? now.name,
		required: change.required ?? now.required,
		...(change.settings
			? await changedSettings(env, now, connector, change.settings)
			: { settings: now.settings, secrets: now.secrets }),
		hookSecrets: await liveHookSecrets(env, now, change),
	};
	await tenant(env, by.workspaceId).batch((db) => [
		db.update(connections).set(next).where(eq(connections.id, id)),
		db.insert(audit).values(auditRow(by, "connection.changed", id)),
	]);
	await connectionDoors.rewrite(env, by.workspaceId);
	return { ...now, ...next };
}

async function liveHookSecrets(
	env: WorkerBindings,
	{ id, workspaceId, hookSecrets }: ConnectionDoor,
	{ hookSecret, newestHookSecretOnly }: ConnectionChange,
): Promise<string[]> {
	const fresh = hookSecret ? [await sealHookSecret(env, workspaceId, id, hookSecret)] : [];
	return [...fresh, ...hookSecrets].slice(0, newestHookSecretOnly ? 1 : LIVE_HOOK_SECRETS);
}

export async function removeConnection(env: WorkerBindings, by: By, id: ConnectionId): Promise<void> {
	await doorOf(env, by.workspaceId, id);
	await tenant(env, by.workspaceId).batch((db) => [
		db.delete(connections).where(eq(connections.id, id)),
		db.insert(audit).values(auditRow(by, "connection.removed", id)),
	]);
	await connectionDoors.rewrite(env, by.workspaceId);
}

/** From Postgres, not KV: who changes must see the last change. */
export async function doorOf(env: WorkerBindings, workspaceId: WorkspaceId, id: ConnectionId): Promise<ConnectionDoor> {
	const door = await storedDoor(env, workspaceId, id);
	if (!door) throw new Refused("not_found");
	return door;
}

/** Undefined where Postgres has no such connection of this workspace. KV may have it a while longer, or not yet. */
export async function storedDoor(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	id: ConnectionId,
): Promise<ConnectionDoor | undefined> {
	const [row] = await tenant(env, workspaceId).query((db) =>
		db
			.select()
			.from(connections)
			.where(and(eq(connections.workspaceId, workspaceId), eq(connections.id, id))),
	);
	return row;
}

export async function listConnections(env: WorkerBindings, workspaceId: WorkspaceId) {
	return tenant(env, workspaceId).query((db) =>
		db.select().from(connections).where(eq(connections.workspaceId, workspaceId)).orderBy(connections.createdAt),
	);
}

/** What may be shown of it: secret fields by name only. */
export function connectionFace(door: ConnectionDoor & { createdAt?: Date }, origin: string): Connection {
	const takesHooks = connectors.get(door.connector)?.hooks != null;
	return {
		id: door.id,
		connector: door.connector,
		name: door.name,
		required: door.required,
		settings: shownSettings(door),
		secretsSet: Object.keys(door.secrets),
		hookUrl: takesHooks ? hookUrlOf(door, origin) : null,
		hookSecretSet: door.hookSecrets.length > 0,
		createdAt: (door.createdAt ?? new Date()).toISOString(),
	};
}

/** Where this connection's webhooks go; `origin` is Heddle's own. */
export function hookUrlOf({ workspaceId, id }: Pick<ConnectionDoor, "workspaceId" | "id">, origin: string): string {
	return `${origin}${hookPathOf({ workspaceId, id })}`;
}

export function auditRow(by: By, action: string, target: string, details: Record<string, string> = {}) {
	return { workspaceId: by.workspaceId, id: newId("request"), userId: by.userId, action, target, details };
}
