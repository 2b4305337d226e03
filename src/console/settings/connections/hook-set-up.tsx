// Where a system sends its events to, and with which secret.
import { Code, Stack, Text, Title } from "@mantine/core";
import type { ConnectorInfo } from "../../../protocol/http.ts";
import { ValueToCopy } from "../value-to-copy.tsx";

interface Props {
	connector: ConnectorInfo;
	hookUrl: string | null;
	/** The secret that Heddle has just made; null where there is none to show. */
	hookSecret: string | null;
}

export function HookSetUp({ connector, hookUrl, hookSecret }: Props) {
	if (!hookUrl || !connector.hooks) return null;
	return (
		<Stack gap="sm">
			<div>
				<Title order={3} fz="sm">
					Events
				</Title>
				<Text size="sm" c="dimmed">
					{connector.hooks.instructions}
				</Text>
			</div>
			<ValueToCopy label="Webhook address" value={hookUrl} />
			{hookSecret && (
				<ValueToCopy
					label="Webhook secret"
					value={hookSecret}
					hint="Shown only now. Whoever has it can send events in this system's name."
				/>
			)}
			<Text size="xs" c="dimmed">
				Topics: {connector.hooks.topics.map((topic, index) => [index > 0 && " ", <Code key={topic}>{topic}</Code>])}
			</Text>
		</Stack>
	);
}
