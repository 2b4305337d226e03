// A workspace's data key: made with the workspace, sealed by the deployment's, and what seals all that is secret in it.
import { configOf } from "../platform/config.ts";
import { bytesOf, keyFor, newSecret } from "../platform/keys.ts";
import { open, seal } from "../platform/seal.ts";
import type { WorkspaceId } from "../protocol/ids.ts";
import { type WorkspaceDoor, workspaceDoors } from "./doors.ts";

export interface Safe {
	/** `place`: which thing of the workspace this is, as ["connection", id, "accessToken"]. */
	seal(place: readonly string[], plain: string): Promise<string>;
	/** Throws where it was sealed for another workspace or place. */
	open(place: readonly string[], sealed: string): Promise<string>;
}

export async function newDataKey(env: WorkerBindings, id: WorkspaceId): Promise<string> {
	return seal(await keyFor(configOf(env).HEDDLE_SECRET, "data-keys"), ["workspace", id], newSecret());
}

/** Keys opened once per isolate: they are asked for at each webhook and look-up. */
const opened = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

export async function safeOf(env: WorkerBindings, workspace: WorkspaceId): Promise<Safe> {
	const found = await workspaceDoors.read(env, workspace);
	if (!found) throw new Error("a safe was asked for a workspace that is not there");
	return safeWith(env, found);
}

export async function safeWith(env: WorkerBindings, workspace: Pick<WorkspaceDoor, "id" | "dataKey">): Promise<Safe> {
	const key = await openedKey(env, workspace);
	const at = (place: readonly string[]) => [workspace.id, ...place];
	return {
		seal: (place, plain) => seal(key, at(place), plain),
		open: (place, sealed) => open(key, at(place), sealed),
	};
}

function openedKey(
	env: WorkerBindings,
	workspace: Pick<WorkspaceDoor, "id" | "dataKey">,
): Promise<Uint8Array<ArrayBuffer>> {
	const known = opened.get(workspace.dataKey);
	if (known) return known;
	const made = openKey(env, workspace);
	opened.set(workspace.dataKey, made);
	return made;
}

async function openKey(
	env: WorkerBindings,
	workspace: Pick<WorkspaceDoor, "id" | "dataKey">,
): Promise<Uint8Array<ArrayBuffer>> {
	return bytesOf(
		await open(await keyFor(configOf(env).HEDDLE_SECRET, "data-keys"), ["workspace", workspace.id], workspace.dataKey),
	);
}
