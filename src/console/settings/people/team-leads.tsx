// Who leads a team: chips of its members, each of which may be marked.
import { Chip, Group, Text, Tooltip } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Colleague, Team } from "../../session/colleagues.ts";
import { sayRefused } from "../../states/said.ts";
import { setLead, useTeamLeads } from "./people.ts";

export function TeamLeads({ team, members }: { team: Team; members: readonly Colleague[] }) {
	const leads = useTeamLeads();
	const change = useMutation({
		mutationFn: ({ userId, lead }: { userId: string; lead: boolean }) => setLead(team.id, userId, lead),
		onError: sayRefused,
	});
	if (members.length === 0 || !leads.data) return null;
	const leading = new Set(leads.data.filter(({ teamId }) => teamId === team.id).map(({ userId }): string => userId));
	return (
		<Group gap={6} role="group" aria-label={`Leads of ${team.name}`}>
			<Tooltip label="Alerts that nobody acknowledges in time climb to them">
				<Text size="xs" c="dimmed">
					Leads
				</Text>
			</Tooltip>
			{members.map(({ userId, name }) => (
				<Chip
					key={userId}
					size="xs"
					variant="light"
					disabled={change.isPending}
					checked={leading.has(userId)}
					onChange={(lead) => change.mutate({ userId, lead })}
				>
					{name}
				</Chip>
			))}
		</Group>
	);
}
