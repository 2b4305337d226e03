// Below the head: what stands out about the conversation. Nothing where nothing does.
import { Badge, Group } from "@mantine/core";
import type { ConversationState } from "../../protocol/conversation-frames.ts";
import styles from "./conversation-head.module.css";
import { PRIORITY_COLOURS } from "./marks-menu.tsx";

export function MarksLine({ conversation }: { conversation: ConversationState }) {
	const { priority = "normal", tags = [], rulesHeld = 0 } = conversation;
	if (priority === "normal" && tags.length === 0 && rulesHeld === 0) return null;
	return (
		<Group gap={4} className={styles.marks}>
			{priority !== "normal" && (
				<Badge size="sm" variant="light" color={PRIORITY_COLOURS[priority]}>
					{priority}
				</Badge>
			)}
			{tags.map((tag) => (
				<Badge key={tag} size="sm" variant="default" tt="none">
					{tag}
				</Badge>
			))}
			{rulesHeld > 0 && (
				<Badge size="sm" variant="light" color="yellow" tt="none" title="They had acted too often within an hour">
					Rules held back {rulesHeld === 1 ? "once" : `${rulesHeld} times`}
				</Badge>
			)}
		</Group>
	);
}
