// Connecting a system in three steps: which one, its form, and what its first answer was.
import { Button, Group, Modal, SimpleGrid, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ConnectorInfo } from "../../../protocol/http.ts";
import { Loaded } from "../loaded.tsx";
import styles from "../settings.module.css";
import { ConnectionForm, type ConnectionValues, typedSettings } from "./connection-form.tsx";
import { connect, useConnectors } from "./connections.ts";
import { HookSetUp } from "./hook-set-up.tsx";
import { TestLines } from "./test-lines.tsx";

export function AddConnection({ onClose }: { onClose: () => void }) {
	const [connector, setConnector] = useState<ConnectorInfo | null>(null);
	const make = useMutation({
		mutationFn: ({ name, settings, hookSecret, required }: ConnectionValues) => {
			if (!connector) throw new Error("No connector was chosen");
			return connect({
				connector: connector.name,
				name: name.trim(),
				settings: typedSettings(connector, settings),
				required,
				...(hookSecret ? { hookSecret } : {}),
			});
		},
	});
	const title = !connector
		? "Connect a system"
		: make.data
			? `${make.data.name} is connected`
			: `Connect ${connector.title}`;
	return (
		<Modal opened onClose={onClose} title={title} size="lg" closeOnClickOutside={!make.data}>
			{!connector && <Choice onChoose={setConnector} />}
			{connector && !make.data && (
				<ConnectionForm
					connector={connector}
					initial={emptyValues(connector)}
					secretsSet={[]}
					hookSecretSet={false}
					submitLabel="Save and test"
					sending={make.isPending}
					error={make.error}
					onSubmit={(values) => make.mutate(values)}
					onBack={() => {
						make.reset();
						setConnector(null);
					}}
				/>
			)}
			{connector && make.data && (
				<Stack gap="lg">
					<TestLines connectionId={make.data.id} />
					<HookSetUp connector={connector} hookUrl={make.data.hookUrl} hookSecret={make.data.hookSecret} />
					<Group justify="flex-end">
						<Button onClick={onClose}>Done</Button>
					</Group>
				</Stack>
			)}
		</Modal>
	);
}

function Choice({ onChoose }: { onChoose: (connector: ConnectorInfo) => void }) {
	const connectors = useConnectors();
	return (
		<Loaded query={connectors} what="The kinds of system">
			{(list) => (
				<SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
					{list.map((one) => (
						<button key={one.name} type="button" className={styles.choice} onClick={() => onChoose(one)}>
							<Text fw={600} size="sm">
								{one.title}
							</Text>
							<Text size="xs" c="dimmed">
								{one.summary}
							</Text>
						</button>
					))}
				</SimpleGrid>
			)}
		</Loaded>
	);
}

function emptyValues(connector: ConnectorInfo): ConnectionValues {
	return {
		name: connector.title,
		settings: Object.fromEntries(connector.fields.map(({ key }) => [key, ""])),
		hookSecret: "",
		required: false,
	};
}
