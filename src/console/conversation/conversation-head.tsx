// Above the log: whose conversation it is, who has it, and what can be done with it.

import { ActionIcon, Avatar, Button, Group, Text, Tooltip } from "@mantine/core";
import {
	IconArrowLeft,
	IconCheck,
	IconHandGrab,
	IconId,
	IconRosetteDiscountCheckFilled,
	IconRotateClockwise,
} from "@tabler/icons-react";
import { Link } from "wouter";
import { nameOf } from "../desk/rows.ts";
import { useMember } from "../session/me.ts";
import { useKeys } from "../shell/use-keys.ts";
import { AssignMenu } from "./assign-menu.tsx";
import { run } from "./commands.ts";
import styles from "./conversation-head.module.css";
import type { AgentClient, AgentView } from "./conversation-provider.tsx";
import { MarksMenu } from "./marks-menu.tsx";

interface Props {
	client: AgentClient;
	view: AgentView;
	conversationId: string;
}

export function ConversationHead({ client, view, conversationId }: Props) {
	const { user } = useMember();
	const { conversation } = view;
	const isMine = conversation?.assignee?.id === user.id;
	const isOpen = view.status === "open";
	const claim = () => conversation && isOpen && !isMine && run(client.claim());
	const resolve = () => conversation && run(client.setStatus(isOpen ? "resolved" : "open"));
	useKeys([
		["c", claim],
		["e", resolve],
	]);

	const name = conversation ? nameOf(conversation.customer) : "";
	return (
		<header className={styles.head}>
			<ActionIcon component={Link} href="/" hiddenFrom="sm" size="lg" aria-label="Back to the list">
				<IconArrowLeft size={20} aria-hidden />
			</ActionIcon>
			<Avatar name={name || "…"} color="initials" size={34} aria-hidden visibleFrom="xs" />
			<div className={styles.who}>
				<h1 className={styles.name}>
					<span>{name}</span>
					{conversation?.customer.verified && (
						<IconRosetteDiscountCheckFilled size={16} color="var(--accent)" aria-label="verified customer" />
					)}
				</h1>
				<Text size="xs" c="dimmed" truncate>
					{conversation && <Presence view={view} me={user.id} />}
				</Text>
			</div>
			{conversation && (
				<Group gap={6} wrap="nowrap" ml="auto">
					{isOpen && !conversation.assignee && (
						<>
							<Button
								size="compact-sm"
								variant="light"
								visibleFrom="xs"
								leftSection={<IconHandGrab size={15} aria-hidden />}
								onClick={claim}
							>
								Take
							</Button>
							<ActionIcon size="lg" variant="light" color="weft" hiddenFrom="xs" aria-label="Take" onClick={claim}>
								<IconHandGrab size={18} aria-hidden />
							</ActionIcon>
						</>
					)}
					<AssignMenu client={client} conversation={conversation} />
					<MarksMenu client={client} conversation={conversation} />
					<Tooltip label={isOpen ? "Resolve (e)" : "Reopen (e)"}>
						<ActionIcon size="lg" variant="default" aria-label={isOpen ? "Resolve" : "Reopen"} onClick={resolve}>
							{isOpen ? <IconCheck size={18} aria-hidden /> : <IconRotateClockwise size={18} aria-hidden />}
						</ActionIcon>
					</Tooltip>
					<ActionIcon
						component={Link}
						href={`/conversations/${conversationId}/customer`}
						className={styles.toCustomer}
						variant="default"
						size="lg"
						aria-label="About the customer"
					>
						<IconId size={18} aria-hidden />
					</ActionIcon>
				</Group>
			)}
		</header>
	);
}

function Presence({ view, me }: { view: AgentView; me: string }) {
	const others = view.presence.agents.filter((agent) => agent.id !== me).map((agent) => agent.name);
	const here = view.presence.visitor ? "Customer is here" : "Customer is away";
	return (
		<>
			<span className={styles.dot} data-here={view.presence.visitor || undefined} aria-hidden />
			{here}
			{others.length > 0 && ` · ${others.join(", ")} ${others.length === 1 ? "looks on" : "look on"}`}
		</>
	);
}
