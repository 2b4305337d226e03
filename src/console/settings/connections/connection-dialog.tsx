// What can be done with a connection, each in its dialog: from the list and from its own page.
import { Confirm } from "../confirm.tsx";
import { type ConnectionInList, disconnect } from "./connections.ts";
import { TryDialog } from "./customer-try.tsx";
import { EditConnection } from "./edit-connection.tsx";
import { TestDialog } from "./test-lines.tsx";

export type DialogKind = "edit" | "test" | "try" | "delete";

interface Props {
	opened: DialogKind | null;
	connection: ConnectionInList;
	onClose: () => void;
	onDeleted?: () => void;
}

export function ConnectionDialog({ opened, connection, onClose, onDeleted }: Props) {
	if (opened === "edit") return <EditConnection connection={connection} onClose={onClose} />;
	if (opened === "test") return <TestDialog connection={connection} onClose={onClose} />;
	if (opened === "try") return <TryDialog connection={connection} onClose={onClose} />;
	if (opened !== "delete") return null;
	return (
		<Confirm
			question={`Delete the connection “${connection.name}”?`}
			meaning="Its card disappears from every conversation, its webhooks are refused from now on, and its credentials are erased. Events that were stored stay."
			verb="Delete"
			onConfirm={async () => {
				await disconnect(connection.id);
				onDeleted?.();
			}}
			onClose={onClose}
		/>
	);
}
