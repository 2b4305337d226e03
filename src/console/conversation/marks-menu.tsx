// A conversation's priority and tags, to be looked at and changed.
import { ActionIcon, Popover, SegmentedControl, Stack, TagsInput, Text, Tooltip } from "@mantine/core";
import { IconFlag, IconFlagFilled } from "@tabler/icons-react";
import type { ConversationState } from "../../protocol/conversation-frames.ts";
import { type Priority, priority as priorityShape } from "../../protocol/entry.ts";
import { run } from "./commands.ts";
import type { AgentClient } from "./conversation-provider.tsx";

export const PRIORITY_COLOURS: Record<Priority, string> = { urgent: "red", high: "orange", normal: "gray" };

interface Props {
	client: AgentClient;
	conversation: ConversationState;
}

export function MarksMenu({ client, conversation }: Props) {
	const { priority = "normal", tags = [] } = conversation;
	const Icon = priority === "normal" ? IconFlag : IconFlagFilled;
	const retag = (next: readonly string[]) => {
		for (const tag of next) if (!tags.includes(tag)) run(client.mark({ type: "tag", tag, on: true }));
		for (const tag of tags) if (!next.includes(tag)) run(client.mark({ type: "tag", tag, on: false }));
	};
	return (
		<Popover position="bottom-end" width={270} trapFocus shadow="md">
			<Popover.Target>
				<Tooltip label="Priority and tags">
					<ActionIcon
						size="lg"
						variant={priority === "normal" ? "default" : "light"}
						color={PRIORITY_COLOURS[priority]}
						aria-label={`Priority ${priority}, ${tags.length === 1 ? "1 tag" : `${tags.length} tags`}. Change`}
					>
						<Icon size={18} aria-hidden />
					</ActionIcon>
				</Tooltip>
			</Popover.Target>
			<Popover.Dropdown>
				<Stack gap="sm">
					<Stack gap={4}>
						<Text size="sm" fw={500}>
							Priority
						</Text>
						<SegmentedControl
							size="xs"
							aria-label="Priority"
							data={[
								{ value: "normal", label: "Normal" },
								{ value: "high", label: "High" },
								{ value: "urgent", label: "Urgent" },
							]}
							value={priority}
							onChange={(next) => run(client.mark({ type: "priority", priority: priorityShape.parse(next) }))}
						/>
					</Stack>
					<TagsInput
						size="xs"
						label="Tags"
						description="Press Enter after each."
						maxTags={20}
						value={[...tags]}
						onChange={retag}
					/>
				</Stack>
			</Popover.Dropdown>
		</Popover>
	);
}
