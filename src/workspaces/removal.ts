// Removal: when somebody leaves a workspace or a team, what they hold open closes now and what they hold signed counts no more.
import { tryAgain } from "../platform/again.ts";
import type { UserId, WorkspaceId } from "../protocol/ids.ts";
import { userId, workspaceId } from "../protocol/ids.ts";
import { TICKET_LASTS_S } from "./tokens.ts";

/** What removal needs from the rooms above, which keep the sockets. */
export interface RemovalPorts {
	closeSockets(env: WorkerBindings, workspace: WorkspaceId, user: UserId): Promise<void>;
}

/**
 * Tickets issued until now are refused for as long as one can live. Before the change itself: where this fails, nothing
 * has changed, and whoever asked can ask again.
 */
export async function revokeTickets(env: WorkerBindings, workspace: string, user: string): Promise<void> {
	await env.DOORS.put(
		revocationKey(workspaceId.parse(workspace), userId.parse(user)),
		String(Math.floor(Date.now() / 1000)),
		{ expirationTtl: TICKET_LASTS_S + 60 },
	);
}

/**
 * After the change: it stands, so nothing here can refuse it. The tickets that were issued while it was made are revoked
 * too, and the sockets close, with later tries where an object or KV is away.
 */
export async function takeBack(
	env: WorkerBindings,
	ports: RemovalPorts,
	workspace: string,
	user: string,
): Promise<void> {
	const [home, person] = [workspaceId.parse(workspace), userId.parse(user)];
	const at = { workspaceId: home };
	await Promise.all([
		tryAgain("sockets_closed", at, () => ports.closeSockets(env, home, person)),
		tryAgain("tickets_revoked", at, () => revokeTickets(env, home, person)),
	]);
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
