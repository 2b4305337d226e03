// Inboxes: where conversations come in, and with which secret a shop signs who its customer is.
import { and, asc, eq } from "drizzle-orm";
import { inboxDirectory, inboxes } from "../db/schema/inbox.ts";
import { audit } from "../db/schema/workspace.ts";
import { Refused } from "../platform/http-error.ts";
import { newId } from "../platform/ids.ts";
import { newSecret } from "../platform/keys.ts";
import type { Inbox, InboxSettings } from "../protocol/http.ts";
import type { InboxId, UserId, WorkspaceId } from "../protocol/ids.ts";
import { tenant } from "./access.ts";
import { safeOf } from "./data-key.ts";
import { inboxDoors } from "./doors.ts";
import { teamsOf } from "./membership.ts";

export async function listInboxes(env: WorkerBindings, workspace: WorkspaceId): Promise<Inbox[]> {
	const rows = await tenant(env, workspace).query((db) => db.select().from(inboxes).orderBy(asc(inboxes.createdAt)));
	return rows.map(faceOf);
}

/** A second call with the same id changes nothing. */
export async function makeInbox(
	env: WorkerBindings,
	workspace: WorkspaceId,
	id: InboxId,
	settings: InboxSettings,
): Promise<Inbox> {
	await refuseForeignTeam(env, workspace, settings);
	const identitySecret = await (await safeOf(env, workspace)).seal(placeOf(id), newSecret());
	await tenant(env, workspace).batch((db) => [
		db.insert(inboxDirectory).values({ workspaceId: workspace, inboxId: id }).onConflictDoNothing(),
		db.insert(inboxes).values({ workspaceId: workspace, id, settings, identitySecret }).onConflictDoNothing(),
	]);
	await inboxDoors.rewrite(env, id);
	return inboxOf(env, workspace, id);
}

export async function changeInbox(
	env: WorkerBindings,
	workspace: WorkspaceId,
	id: InboxId,
	change: Partial<InboxSettings>,
): Promise<Inbox> {
	const { id: _, createdAt: __, ...now } = await inboxOf(env, workspace, id);
	const settings = { ...now, ...change };
	await refuseForeignTeam(env, workspace, settings);
	await tenant(env, workspace).query((db) => db.update(inboxes).set({ settings }).where(eq(inboxes.id, id)));
	await inboxDoors.rewrite(env, id);
	return inboxOf(env, workspace, id);
}

/** A new secret replaces the old one at once; the answer is the only time it is shown. */
export async function renewIdentitySecret(
	env: WorkerBindings,
	workspace: WorkspaceId,
	id: InboxId,
	by: UserId,
): Promise<string> {
	await inboxOf(env, workspace, id);
	const secret = newSecret();
	const identitySecret = await (await safeOf(env, workspace)).seal(placeOf(id), secret);
	await tenant(env, workspace).batch((db) => [
		db.update(inboxes).set({ identitySecret }).where(eq(inboxes.id, id)),
		db.insert(audit).values({
			workspaceId: workspace,
			id: newId("request"),
			userId: by,
			action: "inbox.identity_secret_renewed",
			target: id,
			details: {},
		}),
	]);
	await inboxDoors.rewrite(env, id);
	return secret;
}

/** Where an inbox's identity secret is sealed to. */
export function placeOf(id: InboxId): string[] {
	return ["inbox", id, "identitySecret"];
}

async function inboxOf(env: WorkerBindings, workspace: WorkspaceId, id: InboxId): Promise<Inbox> {
	const [row] = await tenant(env, workspace).query((db) =>
		db
			.select()
			.from(inboxes)
			.where(and(eq(inboxes.workspaceId, workspace), eq(inboxes.id, id))),
	);
	if (!row) throw new Refused("not_found");
	return faceOf(row);
}

async function refuseForeignTeam(env: WorkerBindings, workspace: WorkspaceId, settings: InboxSettings): Promise<void> {
	const teams = await teamsOf(env, workspace);
	if (!teams.some((team) => team.id === settings.teamId)) {
		throw new Refused("invalid_request", [{ path: "teamId", message: "is not a team of this workspace" }]);
	}
}

function faceOf(row: typeof inboxes.$inferSelect): Inbox {
	return { id: row.id, ...row.settings, createdAt: row.createdAt.toISOString() };
}
