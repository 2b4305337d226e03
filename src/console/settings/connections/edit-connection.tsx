// Changing a connection: secrets that are left empty stay as they are, and the test runs by itself afterwards.
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ConnectorInfo } from "../../../protocol/connections.ts";
import { Loaded } from "../loaded.tsx";
import { ConnectionForm } from "./connection-form.tsx";
import { type ConnectionValues, wishOf } from "./connection-values.ts";
import { type ConnectionInList, change, useConnectors } from "./connections.ts";
import { TestLines, useConnectionTest } from "./test-lines.tsx";

interface Props {
	connection: ConnectionInList;
	onClose: () => void;
}

export function EditConnection({ connection, onClose }: Props) {
	const connectors = useConnectors();
	const [saved, setSaved] = useState(false);
	return (
		<Modal opened onClose={onClose} title={saved ? `${connection.name} is saved` : `Edit ${connection.name}`} size="lg">
			{saved ? (
				<Saved connection={connection} onClose={onClose} onMend={() => setSaved(false)} />
			) : (
				<Loaded query={connectors} what="The connection's form">
					{(list) => {
						const connector = list.find(({ name }) => name === connection.connector);
						return connector && <Form connector={connector} connection={connection} onSaved={() => setSaved(true)} />;
					}}
				</Loaded>
			)}
		</Modal>
	);
}

interface FormProps {
	connector: ConnectorInfo;
	connection: ConnectionInList;
	onSaved: () => void;
}

function Form({ connector, connection, onSaved }: FormProps) {
	const save = useMutation({
		mutationFn: (values: ConnectionValues) => change(connection.id, wishOf(connector, values)),
		onSuccess: onSaved,
	});
	return (
		<ConnectionForm
			connector={connector}
			made={connection}
			submitLabel="Save and test"
			sending={save.isPending}
			error={save.error}
			onSubmit={(values) => save.mutate(values)}
		/>
	);
}

function Saved({ connection, onClose, onMend }: Props & { onMend: () => void }) {
	return (
		<Stack gap="lg">
			<TestLines test={useConnectionTest(connection.id)} />
			<Group justify="space-between">
				<Button variant="subtle" color="gray" onClick={onMend}>
					Change the settings
				</Button>
				<Button onClick={onClose}>Done</Button>
			</Group>
		</Stack>
	);
}
