// The people and teams of this workspace, as better-auth keeps them.
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { auth, granted } from "./auth.ts";
import { useMember } from "./me.ts";

export interface Colleague {
	/** The membership's id: what roles and removal go by. */
	id: string;
	userId: string;
	name: string;
	email: string;
	role: string;
}

export function useColleagues() {
	const { workspace } = useMember();
	return useQuery({
		queryKey: ["members", workspace.id],
		queryFn: async (): Promise<Colleague[]> => {
			const { members } = await granted(
				auth.organization.listMembers({ query: { organizationId: workspace.id, limit: 500 } }),
			);
			return members
				.map(({ id, userId, role, user }) => ({ id, userId, role, name: user.name, email: user.email }))
				.sort((a, b) => a.name.localeCompare(b.name));
		},
	});
}

export interface Team {
	id: string;
	name: string;
}

/** All teams of the workspace; my own ones until they are there. */
export function useTeams() {
	const { teams: mine, workspace } = useMember();
	const query = useQuery({
		queryKey: ["teams", workspace.id],
		queryFn: async (): Promise<Team[]> => {
			const teams = await granted(auth.organization.listTeams({ query: { organizationId: workspace.id } }));
			return teams.map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
		},
	});
	const teams: readonly Team[] = query.data ?? mine;
	const names = useMemo(() => new Map(teams.map((team) => [team.id, team.name])), [teams]);
	const nameOf = useCallback((id: string) => names.get(id) ?? "another team", [names]);
	return { ...query, teams, nameOf };
}
