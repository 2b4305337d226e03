// Links to business systems: what is connected, how it does, and how to connect more.
import { Button } from "@mantine/core";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Nothing } from "../../states/nothing.tsx";
import { Confirm } from "../confirm.tsx";
import { Loaded } from "../loaded.tsx";
import styles from "../settings.module.css";
import { Sheet } from "../sheet.tsx";
import { AddConnection } from "./add-connection.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import { type ConnectionInList, disconnect, useConnections } from "./connections.ts";
import { EditConnection } from "./edit-connection.tsx";
import { TestDialog } from "./test-lines.tsx";

type Opened = { what: "add" } | { what: "edit" | "test" | "delete"; connection: ConnectionInList };

export function ConnectionsPage() {
	const connections = useConnections();
	const [opened, setOpened] = useState<Opened | null>(null);
	const close = () => setOpened(null);
	const add = (
		<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened({ what: "add" })}>
			Connect a system
		</Button>
	);
	return (
		<Sheet
			title="Connections"
			lead="What your shop, ERP, CRM and ticket system know shows beside each conversation. Credentials are stored encrypted and never shown again."
			action={add}
		>
			<Loaded query={connections} what="The connections">
				{(list) =>
					list.length === 0 ? (
						<Nothing icon={<IconPlugConnected size={26} aria-hidden />} title="Nothing is connected yet" action={add}>
							Connect the system that your agents look into most often. It takes its address and a token.
						</Nothing>
					) : (
						<div className={styles.panel}>
							{list.map((connection) => (
								<ConnectionRow
									key={connection.id}
									connection={connection}
									onOpen={(what) => setOpened({ what, connection })}
								/>
							))}
						</div>
					)
				}
			</Loaded>
			{opened?.what === "add" && <AddConnection onClose={close} />}
			{opened?.what === "edit" && <EditConnection connection={opened.connection} onClose={close} />}
			{opened?.what === "test" && <TestDialog connection={opened.connection} onClose={close} />}
			{opened?.what === "delete" && (
				<Confirm
					question={`Delete the connection “${opened.connection.name}”?`}
					meaning="Its card disappears from every conversation, its webhooks are refused from now on, and its credentials are erased. Events that were stored stay."
					verb="Delete"
					onConfirm={() => disconnect(opened.connection.id)}
					onClose={close}
				/>
			)}
		</Sheet>
	);
}
