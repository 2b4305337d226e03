// Changing a connection: secrets that are left empty stay as they are.
import { Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ConnectorInfo } from "../../../protocol/http.ts";
import { sayDone } from "../../states/said.ts";
import { Loaded } from "../loaded.tsx";
import { ConnectionForm, type ConnectionValues, typedSettings } from "./connection-form.tsx";
import { type ConnectionInList, change, useConnectors } from "./connections.ts";
import { HookSetUp } from "./hook-set-up.tsx";

interface Props {
	connection: ConnectionInList;
	onClose: () => void;
}

export function EditConnection({ connection, onClose }: Props) {
	const connectors = useConnectors();
	return (
		<Modal opened onClose={onClose} title={`Edit ${connection.name}`} size="lg">
			<Loaded query={connectors} what="The connection's form">
				{(list) => {
					const connector = list.find(({ name }) => name === connection.connector);
					return connector && <Form connector={connector} connection={connection} onClose={onClose} />;
				}}
			</Loaded>
		</Modal>
	);
}

function Form({ connector, connection, onClose }: Props & { connector: ConnectorInfo }) {
	const save = useMutation({
		mutationFn: ({ name, settings, hookSecret, required }: ConnectionValues) =>
			change(connection.id, {
				name: name.trim(),
				settings: typedSettings(connector, settings),
				required,
				...(hookSecret ? { hookSecret } : {}),
			}),
		onSuccess: () => {
			sayDone("Saved. Test it to see whether it still works.");
			onClose();
		},
	});
	return (
		<Stack gap="lg">
			<ConnectionForm
				connector={connector}
				initial={{
					name: connection.name,
					settings: Object.fromEntries(connector.fields.map(({ key }) => [key, connection.settings[key] ?? ""])),
					hookSecret: "",
					required: connection.required,
				}}
				secretsSet={connection.secretsSet}
				hookSecretSet={connection.hookSecretSet}
				submitLabel="Save"
				sending={save.isPending}
				error={save.error}
				onSubmit={(values) => save.mutate(values)}
			/>
			<HookSetUp connector={connector} hookUrl={connection.hookUrl} hookSecret={null} />
		</Stack>
	);
}
