// A workspace's safe: seals and opens what is secret in it, with the workspace's own data key.
import { configOf } from "../platform/config.ts";
import { open, seal } from "../platform/seal.ts";
import type { WorkspaceId } from "../protocol/ids.ts";
import { type WorkspaceDoor, workspaceDoors } from "./doors.ts";
import { newEnvelope, openEnvelope } from "./envelope.ts";

export interface Safe {
	/** `place`: which thing of the workspace this is, as ["connection", id, "accessToken"]. */
	seal(place: readonly string[], plain: string): Promise<string>;
	/** Throws where it was sealed for another workspace or place. */
	open(place: readonly string[], sealed: string): Promise<string>;
}

type Owner = Pick<WorkspaceDoor, "id" | "dataKey">;
type Key = Uint8Array<ArrayBuffer>;

export async function newDataKey(env: WorkerBindings, id: WorkspaceId): Promise<string> {
	return newEnvelope(configOf(env), id);
}

/** Keys opened once per isolate, by workspace and envelope: they are asked for at each webhook and look-up. */
const opened = new Map<string, Promise<Key>>();

export async function safeOf(env: WorkerBindings, workspace: WorkspaceId): Promise<Safe> {
	const found = await workspaceDoors.read(env, workspace);
	if (!found) throw new Error("a safe was asked for a workspace that is not there");
	return safeWith(env, found);
}

export async function safeWith(env: WorkerBindings, workspace: Owner): Promise<Safe> {
	const key = await openedKey(env, workspace);
	const at = (place: readonly string[]) => [workspace.id, ...place];
	return {
		seal: (place, plain) => seal(key, at(place), plain),
		open: (place, sealed) => open(key, at(place), sealed),
	};
}

function openedKey(env: WorkerBindings, { id, dataKey }: Owner): Promise<Key> {
	const name = `${id} ${dataKey}`;
	const known = opened.get(name);
	if (known) return known;
	const made = openKey(env, { id, dataKey });
	opened.set(name, made);
	made.catch(() => opened.delete(name));
	return made;
}

/** KV may still have the envelope of a secret that is gone, for as long as nobody has asked: Postgres has the one that counts. */
async function openKey(env: WorkerBindings, { id, dataKey }: Owner): Promise<Key> {
	try {
		return await openEnvelope(configOf(env), id, dataKey);
	} catch (error) {
		const current = await workspaceDoors.renewed(env, id);
		if (!current || current.dataKey === dataKey) throw error;
		return openEnvelope(configOf(env), id, current.dataKey);
	}
}
