// The one place where stubs of connections are made.
import { objectIn } from "../platform/object-stub.ts";
import type { ConnectionId, WorkspaceId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";

export interface ConnectionAddress {
	workspaceId: WorkspaceId;
	jurisdiction: Jurisdiction;
	id: ConnectionId;
}

export function connectionStub(env: WorkerBindings, { workspaceId, jurisdiction, id }: ConnectionAddress) {
	return objectIn(env.CONNECTION, jurisdiction, `${workspaceId}/${id}`);
}
