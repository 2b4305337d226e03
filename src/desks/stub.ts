// The one place where stubs of desks are made, so that none is created in the wrong jurisdiction.
import type { DeskAddress } from "../conversations/ports.ts";

export function deskStub(env: WorkerBindings, { workspaceId, jurisdiction, teamId }: DeskAddress) {
	const namespace = jurisdiction === "none" ? env.DESK : env.DESK.jurisdiction(jurisdiction);
	return namespace.getByName(`${workspaceId}/${teamId}`);
}
