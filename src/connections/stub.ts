// The one place where stubs of connections are made, so that none is created in the wrong jurisdiction.
import type { ConnectionId, WorkspaceId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../workspaces/tokens.ts";

export interface ConnectionAddress {
	workspaceId: WorkspaceId;
	jurisdiction: Jurisdiction;
	id: ConnectionId;
}

export function connectionStub(env: WorkerBindings, { workspaceId, jurisdiction, id }: ConnectionAddress) {
	const namespace = jurisdiction === "none" ? env.CONNECTION : env.CONNECTION.jurisdiction(jurisdiction);
	return namespace.getByName(`${workspaceId}/${id}`);
}
