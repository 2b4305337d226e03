// Removal: when somebody leaves a workspace or a team, what they hold open closes now and what they hold signed counts no more.
import { tryAgain } from "../platform/again.ts";
import { Held } from "../platform/held.ts";
import type { UserId, WorkspaceId } from "../protocol/ids.ts";
import { userId, workspaceId } from "../protocol/ids.ts";
import { TICKET_LASTS_S } from "./tokens.ts";

/** What removal needs from the rooms above, which keep the sockets. */
export interface RemovalPorts {
	closeSockets(env: WorkerBindings, workspace: WorkspaceId, user: UserId): Promise<void>;
}

/** When tickets were taken back, in seconds since 1970; 0 where they were not. */
const revocations = new Held<number>();

/**
 * Tickets issued until now are refused for as long as one can live. Before the change itself: where this fails, nothing
 * has changed, and whoever asked can ask again.
 */
export async function revokeTickets(env: WorkerBindings, workspace: string, user: string): Promise<void> {
	const key = revocationKey(workspaceId.parse(workspace), userId.parse(user));
	const since = Math.floor(Date.now() / 1000);
	await env.DOORS.put(key, String(since), { expirationTtl: TICKET_LASTS_S + 60 });
	revocations.changed(key, since);
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
	const key = revocationKey(workspace, user);
	const since = await revocations.read(key, async () => Number((await env.DOORS.get(key, { cacheTtl: 30 })) ?? 0));
	return issuedAtS <= since;
}

function revocationKey(workspace: WorkspaceId, user: UserId): string {
	return `revoked:${workspace}:${user}`;
}
