// Removal: when somebody leaves a workspace or a team, what they hold open closes now and what they hold signed counts no more.
import type { UserId, WorkspaceId } from "../protocol/ids.ts";
import { userId, workspaceId } from "../protocol/ids.ts";
import { TICKET_LASTS_S } from "./tokens.ts";

/** What removal needs from the rooms above, which keep the sockets. */
export interface RemovalPorts {
	closeSockets(env: WorkerBindings, workspace: WorkspaceId, user: UserId): Promise<void>;
}

/** Tickets issued until now are refused for as long as one can live; a new one carries the new rights. */
export async function takeBack(
	env: WorkerBindings,
	ports: RemovalPorts,
	workspace: string,
	user: string,
): Promise<void> {
	const home = workspaceId.parse(workspace);
	const person = userId.parse(user);
	await env.DOORS.put(revocationKey(home, person), String(Math.floor(Date.now() / 1000)), {
		expirationTtl: TICKET_LASTS_S + 60,
	});
	await ports.closeSockets(env, home, person);
}

/** Whether a ticket of this person, issued at `issuedAtS`, was taken back since. */
export async function isRevoked(
	env: WorkerBindings,
	workspace: WorkspaceId,
	user: UserId,
	issuedAtS: number,
): Promise<boolean> {
	const since = await env.DOORS.get(revocationKey(workspace, user), { cacheTtl: 30 });
	return since !== null && issuedAtS <= Number(since);
}

function revocationKey(workspace: WorkspaceId, user: UserId): string {
	return `revoked:${workspace}:${user}`;
}
