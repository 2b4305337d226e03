// What better-auth asks before and after it changes a workspace's people and teams: Heddle's rules for them.
import { APIError } from "better-auth/api";
import type { OrganizationOptions } from "better-auth/plugins";
import { type RemovalPorts, revokeTickets, takeBack } from "./removal.ts";
import { teamName, whyNeeded } from "./teams.ts";

type Hooks = NonNullable<OrganizationOptions["organizationHooks"]>;

export function organizationHooks(env: WorkerBindings, ports: RemovalPorts): Hooks {
	return {
		beforeCreateInvitation: async ({ invitation }) => onlyOurRoles(invitation.role),
		beforeAddMember: async ({ member }) => onlyOurRoles(member.role),
		beforeUpdateMemberRole: async ({ newRole, user, organization: { id } }) => {
			onlyOurRoles(newRole);
			await revokeTickets(env, id, user.id);
		},
		beforeRemoveMember: ({ user, organization: { id } }) => revokeTickets(env, id, user.id),
		beforeRemoveTeamMember: ({ user, organization: { id } }) => revokeTickets(env, id, user.id),
		afterRemoveMember: ({ user, organization: { id } }) => takeBack(env, ports, id, user.id),
		afterUpdateMemberRole: ({ user, organization: { id } }) => takeBack(env, ports, id, user.id),
		afterRemoveTeamMember: ({ user, organization: { id } }) => takeBack(env, ports, id, user.id),
		beforeUpdateOrganization: async ({ organization }) => {
			const { name } = organization;
			return name === undefined ? undefined : { data: { ...organization, name: named(name) } };
		},
		// A new workspace's first team is called as the workspace is, whose name has passed its own schema.
		beforeCreateTeam: async ({ team }) => ({ data: { name: named(team.name) } }),
		beforeUpdateTeam: async ({ updates }) =>
			updates.name === undefined ? undefined : { data: { ...updates, name: named(updates.name) } },
		beforeDeleteTeam: async ({ team, organization: { id } }) => {
			const why = await whyNeeded(env, id, team.id);
			if (why) throw new APIError("CONFLICT", { message: why });
		},
	};
}

function named(wish: string): string {
	const name = teamName(wish);
	if (name === undefined) throw new APIError("BAD_REQUEST", { message: "Enter a name of 1 to 80 characters." });
	return name;
}

function onlyOurRoles(role: string | string[] | null | undefined): void {
	const roles = Array.isArray(role) ? role : [role ?? "agent"];
	if (roles.length !== 1 || !["owner", "admin", "agent"].includes(roles[0] ?? "")) {
		throw new APIError("BAD_REQUEST", { message: "The role must be owner, admin or agent." });
	}
}
