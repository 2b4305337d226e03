// Leads: members of a team to whom alerts climb that nobody acknowledges. A flag on better-auth's membership of a team.
import { and, eq, exists } from "drizzle-orm";
import { database } from "../db/client.ts";
import { team, teamMember } from "../db/schema/auth.ts";
import { configOf } from "../platform/config.ts";
import { type TeamId, teamId, type UserId, userId, type WorkspaceId } from "../protocol/ids.ts";

/** As many as an alert's climb names (protocol/desk-frames.ts). */
const MOST_LEADS = 100;

/** Of this team; nobody where it is not one of this workspace. */
export async function leadsOf(env: WorkerBindings, workspace: WorkspaceId, id: TeamId): Promise<UserId[]> {
	const rows = await database(configOf(env).AUTH_DATABASE_URL)
		.select({ userId: teamMember.userId })
		.from(teamMember)
		.innerJoin(team, eq(team.id, teamMember.teamId))
		.where(and(eq(team.organizationId, workspace), eq(team.id, id), eq(teamMember.lead, true)))
		.orderBy(teamMember.createdAt, teamMember.id)
		.limit(MOST_LEADS);
	return rows.map((row) => userId.parse(row.userId));
}

/** Of all teams of this workspace. */
export async function allLeads(
	env: WorkerBindings,
	workspace: WorkspaceId,
): Promise<{ teamId: TeamId; userId: UserId }[]> {
	const rows = await database(configOf(env).AUTH_DATABASE_URL)
		.select({ teamId: teamMember.teamId, userId: teamMember.userId })
		.from(teamMember)
		.innerJoin(team, eq(team.id, teamMember.teamId))
		.where(and(eq(team.organizationId, workspace), eq(teamMember.lead, true)))
		.orderBy(teamMember.teamId, teamMember.userId);
	return rows.map((row) => ({ teamId: teamId.parse(row.teamId), userId: userId.parse(row.userId) }));
}

/** False where this person is not in this team, or the team not in this workspace. */
export async function setLead(
	env: WorkerBindings,
	workspace: WorkspaceId,
	wish: { teamId: TeamId; userId: UserId; lead: boolean },
): Promise<boolean> {
	const db = database(configOf(env).AUTH_DATABASE_URL);
	const ours = db
		.select({ id: team.id })
		.from(team)
		.where(and(eq(team.id, wish.teamId), eq(team.organizationId, workspace)));
	const changed = await db
		.update(teamMember)
		.set({ lead: wish.lead })
		.where(and(eq(teamMember.teamId, wish.teamId), eq(teamMember.userId, wish.userId), exists(ours)))
		.returning({ id: teamMember.id });
	return changed.length > 0;
}
