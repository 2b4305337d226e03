// Members, invitations and teams, changed through better-auth.
import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { teamLead } from "../../../protocol/team-lead.ts";
import { ask, tell } from "../../http/api.ts";
import { queries } from "../../http/queries.ts";
import { workspaceOfTab } from "../../http/tab.ts";
import { auth, granted } from "../../session/auth.ts";
import { useMember } from "../../session/me.ts";

export const ROLES = ["owner", "admin", "agent"] as const;
export type RoleName = (typeof ROLES)[number];

export function isRole(role: string): role is RoleName {
	return ROLES.some((one) => one === role);
}

export function useInvitations() {
	const { workspace } = useMember();
	return useQuery({
		queryKey: ["invitations", workspace.id],
		queryFn: async () => {
			const invitations = await granted(auth.organization.listInvitations({ query: { organizationId: workspace.id } }));
			return invitations.filter(({ status }) => status === "pending");
		},
	});
}

export function useTeamMembers(teamId: string) {
	return useQuery({
		queryKey: ["team members", teamId],
		queryFn: () => granted(auth.organization.listTeamMembers({ query: { teamId } })),
		// Refused where I am not in it.
		retry: false,
	});
}

const leads = z.object({ data: z.array(teamLead) });

/** Who leads which team. */
export function useTeamLeads() {
	return useQuery({
		queryKey: ["team leads", workspaceOfTab()],
		queryFn: async ({ signal }) => (await ask(leads, "/team-leads", { signal })).data,
	});
}

export async function setLead(teamId: string, userId: string, lead: boolean): Promise<void> {
	await tell(`/team-leads/${teamId}/${userId}`, { method: "PUT", json: { lead } });
	await queries.invalidateQueries({ queryKey: ["team leads"] });
}

/** The address that the invited person opens. Heddle sends no mail: people send it the way they know each other. */
export function invitationLink(id: string): string {
	return `${window.location.origin}/console/invitations/${encodeURIComponent(id)}`;
}

/** `teamId`: where the person will sit; an agent without a team sees no desk. */
export async function invite(email: string, role: RoleName, teamId: string): Promise<{ id: string }> {
	const invitation = await granted(auth.organization.inviteMember({ ...ofThisTab(), email, role, teamId }));
	await queries.invalidateQueries({ queryKey: ["invitations"] });
	return invitation;
}

export async function withdraw(invitationId: string): Promise<void> {
	await granted(auth.organization.cancelInvitation({ invitationId }));
	await queries.invalidateQueries({ queryKey: ["invitations"] });
}

export async function changeRole(memberId: string, role: RoleName): Promise<void> {
	await granted(auth.organization.updateMemberRole({ ...ofThisTab(), memberId, role }));
	await queries.invalidateQueries({ queryKey: ["members"] });
}

export async function removeMember(memberId: string): Promise<void> {
	await granted(auth.organization.removeMember({ ...ofThisTab(), memberIdOrEmail: memberId }));
	await queries.invalidateQueries({ queryKey: ["members"] });
	await queries.invalidateQueries({ queryKey: ["team members"] });
}

/** Whoever makes a team is its first member: better-auth shows a team's members to members alone. */
export async function makeTeam(name: string, userId: string): Promise<void> {
	const { id: teamId } = await granted(auth.organization.createTeam({ ...ofThisTab(), name }));
	await granted(auth.organization.addTeamMember({ ...ofThisTab(), teamId, userId }));
	await teamsChanged();
}

export async function renameTeam(teamId: string, name: string): Promise<void> {
	await granted(auth.organization.updateTeam({ teamId, data: { ...ofThisTab(), name } }));
	await teamsChanged();
}

export async function removeTeam(teamId: string): Promise<void> {
	await granted(auth.organization.removeTeam({ ...ofThisTab(), teamId }));
	await teamsChanged();
}

export async function setInTeam(teamId: string, userId: string, isIn: boolean): Promise<void> {
	if (isIn) await granted(auth.organization.addTeamMember({ ...ofThisTab(), teamId, userId }));
	else await granted(auth.organization.removeTeamMember({ ...ofThisTab(), teamId, userId }));
	await queries.invalidateQueries({ queryKey: ["team members", teamId] });
	await queries.invalidateQueries({ queryKey: ["team leads"] });
	// My own desks may have changed.
	await queries.invalidateQueries({ queryKey: ["me"] });
}

/** better-auth would take the workspace that the sign-in is in: another tab may have taken it elsewhere. */
function ofThisTab(): { organizationId?: string } {
	const organizationId = workspaceOfTab();
	return organizationId === undefined ? {} : { organizationId };
}

async function teamsChanged(): Promise<void> {
	await queries.invalidateQueries({ queryKey: ["teams"] });
	await queries.invalidateQueries({ queryKey: ["me"] });
}
