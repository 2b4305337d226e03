// Who has the conversation, and to whom else it can go: people, teams, or back to the team.
import { Avatar, Button, Menu, ScrollArea, Text } from "@mantine/core";
import { IconChevronDown, IconUserMinus, IconUserPlus, IconUsers } from "@tabler/icons-react";
import type { ConversationState } from "../../protocol/conversation-frames.ts";
import { teamId, userId } from "../../protocol/ids.ts";
import { useColleagues, useTeams } from "../session/colleagues.ts";
import { useMember } from "../session/me.ts";
import styles from "./assign-menu.module.css";
import { run } from "./commands.ts";
import type { AgentClient } from "./conversation-provider.tsx";

interface Props {
	client: AgentClient;
	conversation: ConversationState;
}

export function AssignMenu({ client, conversation }: Props) {
	const { user } = useMember();
	const { teams } = useTeams();
	const { data: colleagues = [] } = useColleagues();
	const { assignee } = conversation;
	const assignTo = (id: string, name: string) =>
		run(client.assign(conversation.teamId, { id: userId.parse(id), name }));

	return (
		<Menu position="bottom-end" width={250}>
			<Menu.Target>
				<Button
					size="compact-sm"
					variant="default"
					maw={150}
					className={styles.target ?? ""}
					rightSection={<IconChevronDown size={14} aria-hidden className={styles.wide} />}
					aria-label={`Assigned to ${assignee?.name ?? "nobody"}. Change`}
				>
					<span className={styles.narrow}>
						{assignee ? (
							<Avatar size={22} name={assignee.name} color="initials" aria-hidden />
						) : (
							<IconUserPlus size={18} aria-hidden />
						)}
					</span>
					<Text size="sm" truncate className={styles.wide}>
						{assignee ? (assignee.id === user.id ? "You" : assignee.name) : "Assign"}
					</Text>
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				<ScrollArea.Autosize mah={380} type="auto">
					{assignee?.id === user.id && (
						<Menu.Item leftSection={<IconUserMinus size={16} aria-hidden />} onClick={() => run(client.release())}>
							Leave it to the team
						</Menu.Item>
					)}
					<Menu.Label>People</Menu.Label>
					{colleagues.map((one) => (
						<Menu.Item
							key={one.id}
							disabled={one.userId === assignee?.id}
							leftSection={<Avatar size={22} name={one.name} color="initials" aria-hidden />}
							onClick={() => assignTo(one.userId, one.name)}
						>
							{one.name}
							{one.userId === user.id && " (you)"}
						</Menu.Item>
					))}
					<Menu.Label>Teams</Menu.Label>
					{teams.map((team) => (
						<Menu.Item
							key={team.id}
							disabled={team.id === conversation.teamId && assignee === null}
							leftSection={<IconUsers size={16} aria-hidden />}
							onClick={() => run(client.assign(teamId.parse(team.id), null))}
						>
							{team.name}
						</Menu.Item>
					))}
				</ScrollArea.Autosize>
			</Menu.Dropdown>
		</Menu>
	);
}
