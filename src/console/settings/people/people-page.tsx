// Who works here, who is invited, and which teams there are.
import { Button, Stack, Title } from "@mantine/core";
import { IconUserPlus, IconUsersPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useColleagues, useTeams } from "../../session/colleagues.ts";
import { Loaded } from "../loaded.tsx";
import styles from "../settings.module.css";
import { Sheet } from "../sheet.tsx";
import { InvitationRows } from "./invitation-rows.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberRow } from "./member-row.tsx";
import { TeamNameDialog } from "./team-name-dialog.tsx";
import { TeamRow } from "./team-row.tsx";

export function PeoplePage() {
	const colleagues = useColleagues();
	const teams = useTeams();
	const [invites, setInvites] = useState(false);
	const [makesTeam, setMakesTeam] = useState(false);
	return (
		<Sheet
			title="Members and teams"
			lead="Agents answer; admins also change the settings; owners can do everything. A team's desk shows the conversations of that team. Its leads hear alerts that nobody acknowledges in time."
			action={
				<Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setInvites(true)}>
					Invite
				</Button>
			}
		>
			<Loaded query={colleagues} what="The members">
				{(list) => (
					<div className={styles.panel}>
						{list.map((colleague) => (
							<MemberRow
								key={colleague.id}
								colleague={colleague}
								owners={list.filter(({ role }) => role === "owner").length}
							/>
						))}
					</div>
				)}
			</Loaded>
			<InvitationRows />
			<Stack gap="xs">
				<div className={styles.sheetHead}>
					<Title order={2}>Teams</Title>
					<Button
						size="compact-sm"
						variant="default"
						leftSection={<IconUsersPlus size={15} aria-hidden />}
						onClick={() => setMakesTeam(true)}
					>
						New team
					</Button>
				</div>
				<div className={styles.panel}>
					{teams.teams.map((team) => (
						<TeamRow key={team.id} team={team} colleagues={colleagues.data ?? []} isOnly={teams.teams.length === 1} />
					))}
				</div>
			</Stack>
			{invites && <InviteDialog onClose={() => setInvites(false)} />}
			{makesTeam && <TeamNameDialog onClose={() => setMakesTeam(false)} />}
		</Sheet>
	);
}
