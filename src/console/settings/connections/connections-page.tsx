// Links to business systems: what is connected, how it does, and how to connect more.
import { Button } from "@mantine/core";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Redirect, useSearchParams } from "wouter";
import { Nothing } from "../../states/nothing.tsx";
import { Loaded } from "../loaded.tsx";
import styles from "../settings.module.css";
import { Sheet } from "../sheet.tsx";
import { AddConnection } from "./add-connection.tsx";
import { ConnectionDialog, type DialogKind } from "./connection-dialog.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import { type ConnectionInList, useConnections } from "./connections.ts";

export function ConnectionsPage() {
	const connections = useConnections();
	const [search] = useSearchParams();
	const [adds, setAdds] = useState(false);
	const [opened, setOpened] = useState<{ what: DialogKind; connection: ConnectionInList } | null>(null);
	const add = (
		<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdds(true)}>
			Connect a system
		</Button>
	);
	const installed = search.get("installed");
	if (installed) return <Redirect to={`/settings/connections/${encodeURIComponent(installed)}?test`} replace />;
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
			{adds && <AddConnection onClose={() => setAdds(false)} />}
			{opened && (
				<ConnectionDialog opened={opened.what} connection={opened.connection} onClose={() => setOpened(null)} />
			)}
		</Sheet>
	);
}
