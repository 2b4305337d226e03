// One member: their role, and the way out.
import { ActionIcon, Avatar, Badge, Select, Tooltip } from "@mantine/core";
import { IconUserX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Colleague } from "../../session/colleagues.ts";
import { useMember } from "../../session/me.ts";
import { sayDone, sayRefused } from "../../states/said.ts";
import { Confirm } from "../confirm.tsx";
import styles from "../settings.module.css";
import { changeRole, isRole, ROLES, type RoleName, removeMember } from "./people.ts";

const LABELS: Record<RoleName, string> = { owner: "Owner", admin: "Admin", agent: "Agent" };

export function MemberRow({ colleague, owners }: { colleague: Colleague; owners: number }) {
	const { user, role: myRole } = useMember();
	const [removes, setRemoves] = useState(false);
	const isMe = colleague.userId === user.id;
	const isLastOwner = colleague.role === "owner" && owners === 1;
	// Only owners make owners, or take that away.
	const mayChange = !isLastOwner && (myRole === "owner" || colleague.role !== "owner");
	const change = useMutation({
		mutationFn: (role: RoleName) => changeRole(colleague.id, role),
		onSuccess: () => sayDone(`${colleague.name}'s role is changed.`),
		onError: sayRefused,
	});
	return (
		<div className={styles.row}>
			<Avatar name={colleague.name} color="initials" size={34} aria-hidden />
			<div className={styles.grow}>
				<div className={styles.title}>
					{colleague.name}
					{isMe && <Badge color="gray">you</Badge>}
				</div>
				<div className={styles.small}>{colleague.email}</div>
			</div>
			<div className={styles.actions}>
				<Select
					size="xs"
					w={104}
					aria-label={`Role of ${colleague.name}`}
					allowDeselect={false}
					disabled={!mayChange || change.isPending}
					value={colleague.role}
					data={ROLES.filter((role) => myRole === "owner" || role !== "owner" || colleague.role === "owner").map(
						(role) => ({ value: role, label: LABELS[role] }),
					)}
					onChange={(role) => role && isRole(role) && change.mutate(role)}
				/>
				<Tooltip label={isLastOwner ? "A workspace keeps one owner at least" : "Remove"}>
					<ActionIcon
						aria-label={`Remove ${colleague.name}`}
						disabled={!mayChange || isMe}
						onClick={() => setRemoves(true)}
					>
						<IconUserX size={17} aria-hidden />
					</ActionIcon>
				</Tooltip>
			</div>
			{removes && (
				<Confirm
					question={`Remove ${colleague.name}?`}
					meaning="They lose access at once, in every open page. What they wrote stays. Conversations that they have go on under their name until somebody takes them."
					verb="Remove"
					onConfirm={() => removeMember(colleague.id)}
					onClose={() => setRemoves(false)}
				/>
			)}
		</div>
	);
}
