// One team and who is in it.
import { ActionIcon, Button, Menu, MultiSelect, Stack } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Colleague, Team } from "../../session/colleagues.ts";
import { useMember } from "../../session/me.ts";
import { sayRefused } from "../../states/said.ts";
import { Confirm } from "../confirm.tsx";
import styles from "../settings.module.css";
import { removeTeam, setInTeam, useTeamMembers } from "./people.ts";
import { TeamLeads } from "./team-leads.tsx";
import { TeamNameDialog } from "./team-name-dialog.tsx";

interface Props {
	team: Team;
	colleagues: readonly Colleague[];
	isOnly: boolean;
}

export function TeamRow({ team, colleagues, isOnly }: Props) {
	const { user } = useMember();
	const members = useTeamMembers(team.id);
	const [opened, setOpened] = useState<"rename" | "remove" | null>(null);
	const inTeam = members.data?.map(({ userId }) => userId) ?? [];
	const change = useMutation({
		mutationFn: async (next: string[]) => {
			for (const userId of next.filter((id) => !inTeam.includes(id))) await setInTeam(team.id, userId, true);
			for (const userId of inTeam.filter((id) => !next.includes(id))) await setInTeam(team.id, userId, false);
		},
		onError: sayRefused,
	});
	const join = useMutation({ mutationFn: () => setInTeam(team.id, user.id, true), onError: sayRefused });
	return (
		<div className={styles.row}>
			<div className={styles.grow} style={{ flexBasis: "8rem" }}>
				<div className={styles.title}>{team.name}</div>
				<div className={styles.small}>
					{members.error ? "You are not in it" : `${inTeam.length} ${inTeam.length === 1 ? "member" : "members"}`}
				</div>
			</div>
			{members.error ? (
				<Button size="compact-sm" variant="default" loading={join.isPending} onClick={() => join.mutate()}>
					Join to see its members
				</Button>
			) : (
				<Stack flex="3 1 16rem" miw={0} gap="xs">
					<MultiSelect
						size="xs"
						searchable
						aria-label={`Members of ${team.name}`}
						placeholder={inTeam.length === 0 ? "Nobody yet: add members" : undefined}
						disabled={!members.data || change.isPending}
						value={inTeam}
						data={colleagues.map(({ userId, name }) => ({ value: userId, label: name }))}
						onChange={(next) => change.mutate(next)}
					/>
					<TeamLeads team={team} members={colleagues.filter(({ userId }) => inTeam.includes(userId))} />
				</Stack>
			)}
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon aria-label={`More about ${team.name}`}>
						<IconDots size={17} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setOpened("rename")}>
						Rename
					</Menu.Item>
					<Menu.Item
						color="red"
						disabled={isOnly}
						leftSection={<IconTrash size={15} aria-hidden />}
						onClick={() => setOpened("remove")}
					>
						Remove
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			{opened === "rename" && <TeamNameDialog team={team} onClose={() => setOpened(null)} />}
			{opened === "remove" && (
				<Confirm
					question={`Remove the team “${team.name}”?`}
					meaning="Its desk goes. Move its open conversations to another team first, and point the inboxes that feed it elsewhere."
					verb="Remove"
					onConfirm={() => removeTeam(team.id)}
					onClose={() => setOpened(null)}
				/>
			)}
		</div>
	);
}
