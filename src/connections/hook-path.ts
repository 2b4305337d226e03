// Where a connection's webhooks come in, below Heddle's own origin.
import type { ConnectionDoor } from "../workspaces/doors.ts";

export function hookPathOf({ workspaceId, id }: Pick<ConnectionDoor, "workspaceId" | "id">): string {
	return `/v1/hooks/${workspaceId}/${id}`;
}
