// Membership: who belongs to which workspace, with which role and teams. Read through sign-in's own role.
import { and, eq, gt, sql } from "drizzle-orm";
import { database } from "../db/client.ts";
import { invitation, member, organization, team, teamMember, user } from "../db/schema/auth.ts";
import { configOf } from "../platform/config.ts";
import { type Role, role } from "../protocol/http.ts";
import { type TeamId, teamId, type UserId, type WorkspaceId, workspaceId } from "../protocol/ids.ts";

export interface Membership {
	workspaceId: WorkspaceId;
	workspaceName: string;
	role: Role;
	teams: { id: TeamId; name: string }[];
}

/** Every workspace of a person, in one query, oldest first. Owners and admins belong to all teams, so that no desk is out of their sight. */
export async function membershipsOf(env: WorkerBindings, user: string): Promise<Membership[]> {
	const rows = await database(configOf(env).AUTH_DATABASE_URL)
		.select({
			workspaceId: organization.id,
			workspaceName: organization.name,
			role: member.role,
			teamId: team.id,
			teamName: team.name,
			inTeam: sql<boolean>`${teamMember.id} is not null`,
		})
		.from(member)
		.innerJoin(organization, eq(organization.id, member.organizationId))
		.leftJoin(team, eq(team.organizationId, organization.id))
		.leftJoin(teamMember, and(eq(teamMember.teamId, team.id), eq(teamMember.userId, user)))
		.where(eq(member.userId, user))
		.orderBy(member.createdAt, team.createdAt);
	const found = new Map<string, Membership>();
	for (const row of rows) {
		const known = found.get(row.workspaceId) ?? {
			workspaceId: workspaceId.parse(row.workspaceId),
			workspaceName: row.workspaceName,
			role: role.parse(row.role),
			teams: [],
		};
		found.set(row.workspaceId, known);
		if (row.teamId && row.teamName && (row.inTeam || known.role !== "agent"))
			known.teams.push({ id: teamId.parse(row.teamId), name: row.teamName });
	}
	return [...found.values()];
}

export async function isAdminOf(env: WorkerBindings, workspace: string, user: string): Promise<boolean> {
	const all = await membershipsOf(env, user);
	return all.some((one) => one.workspaceId === workspace && one.role !== "agent");
}

/** A team's id counts only in its own workspace. */
export async function teamsOf(env: WorkerBindings, workspace: WorkspaceId): Promise<{ id: TeamId; name: string }[]> {
	const rows = await database(configOf(env).AUTH_DATABASE_URL)
		.select({ id: team.id, name: team.name })
		.from(team)
		.where(eq(team.organizationId, workspace))
		.orderBy(team.createdAt);
	return rows.map((row) => ({ id: teamId.parse(row.id), name: row.name }));
}

/** A team of this workspace, and in it a member or nobody, with their name; undefined where one of them is not there. */
export async function placeIn(
	env: WorkerBindings,
	workspace: WorkspaceId,
	teamAsked: TeamId,
	userAsked: UserId | null,
): Promise<{ assignee: { id: UserId; name: string } | null } | undefined> {
	const rows = await database(configOf(env).AUTH_DATABASE_URL)
		.select({ name: user.name })
		.from(team)
		.leftJoin(member, and(eq(member.organizationId, team.organizationId), eq(member.userId, userAsked ?? "")))
		.leftJoin(user, eq(user.id, member.userId))
		.where(and(eq(team.id, teamAsked), eq(team.organizationId, workspace)));
	const [found] = rows;
	if (!found) return undefined;
	if (userAsked === null) return { assignee: null };
	return found.name === null ? undefined : { assignee: { id: userAsked, name: found.name } };
}

export async function hasPendingInvitation(env: WorkerBindings, email: string): Promise<boolean> {
	const rows = await database(configOf(env).AUTH_DATABASE_URL)
		.select({ id: invitation.id })
		.from(invitation)
		.where(and(eq(invitation.email, email), eq(invitation.status, "pending"), gt(invitation.expiresAt, new Date())))
		.limit(1);
	return rows.length > 0;
}
