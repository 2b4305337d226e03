// All keys on one sheet, shown by `?`.

import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import { KEYS, keysSheet, openKeysSheet } from "./keys.ts";
import { useStore } from "./store.ts";
import { useKeys } from "./use-keys.ts";

const GROUPS = ["List", "Conversation", "Anywhere"] as const;

export function KeysSheet() {
	const opened = useStore(keysSheet);
	// Where a keyboard has the question mark without Shift, too.
	useKeys([
		["shift+?", openKeysSheet],
		["?", openKeysSheet],
	]);
	return (
		<Modal opened={opened} onClose={() => keysSheet.set(false)} title="Keys" size="sm">
			<Stack gap="md">
				{GROUPS.map((group) => (
					<Stack key={group} gap={4}>
						<Text size="xs" fw={650} c="dimmed">
							{group}
						</Text>
						{KEYS.filter((key) => key.group === group).map(({ keys, does }) => (
							<Group key={does} justify="space-between" wrap="nowrap">
								<Text size="sm">{does}</Text>
								<Group gap={4} wrap="nowrap">
									{keys.map((key) => (
										<Kbd key={key}>{key}</Kbd>
									))}
								</Group>
							</Group>
						))}
					</Stack>
				))}
			</Stack>
		</Modal>
	);
}
