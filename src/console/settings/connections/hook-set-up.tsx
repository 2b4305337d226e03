// How a system's events come to Heddle: the address, the secret, and whether the first one has come.
import { Badge, Code, Spoiler, Stack, Text } from "@mantine/core";
import type { Connection, ConnectorInfo } from "../../../protocol/connections.ts";
import { ValueToCopy } from "../value-to-copy.tsx";
import styles from "./connections.module.css";
import { HookArrival } from "./hook-arrival.tsx";
import { HookSecret } from "./hook-secret.tsx";

interface Props {
	connector: ConnectorInfo;
	connection: Connection;
	/** The secret that Heddle has just made; null where there is none to show. */
	hookSecret: string | null;
	/** Somebody is setting it up now, and looks out for the first webhook. */
	waits?: boolean;
}

export function HookSetUp({ connector, connection: { id, hookUrl, hookSecretSet }, hookSecret, waits = false }: Props) {
	if (!hookUrl || !connector.hooks) return null;
	const { instructions, topics, secretFrom, unsigned } = connector.hooks;
	return (
		<Stack gap="md">
			<Text size="sm">{instructions}</Text>
			{!unsigned && <ValueToCopy label="Webhook address" value={hookUrl} />}
			{unsigned && hookSecret ? (
				<ValueToCopy
					label="Webhook address"
					value={`${hookUrl}/${hookSecret}`}
					hint="Shown only now, as its last part is the secret. Whoever has it can send events in this system's name."
				/>
			) : unsigned ? (
				<ValueToCopy label="Webhook address" value={`${hookUrl}/…`} hint="With the secret in place of the dots." />
			) : null}
			{unsigned && hookSecret ? null : hookSecret ? (
				<ValueToCopy
					label="Webhook secret"
					value={hookSecret}
					hint="Shown only now. Whoever has it can send events in this system's name."
				/>
			) : (
				<HookSecret connectionId={id} isSet={hookSecretSet} from={secretFrom} title={connector.title} />
			)}
			{topics.length > 0 && (
				<div>
					<Text size="sm" fw={600} mb={4}>
						Topics <Badge color="gray">{topics.length}</Badge>
					</Text>
					<Spoiler
						maxHeight={58}
						showLabel="All topics"
						hideLabel="Fewer"
						styles={{ control: { fontSize: "var(--mantine-font-size-xs)" } }}
					>
						<div className={styles.topics}>
							{topics.map((topic) => (
								<Code key={topic}>{topic}</Code>
							))}
						</div>
					</Spoiler>
				</div>
			)}
			<HookArrival connectionId={id} waits={waits} />
		</Stack>
	);
}
