// The one place where stubs of desks are made.
import type { DeskAddress } from "../conversations/ports.ts";
import { objectIn } from "../platform/object-stub.ts";

export function deskStub(env: WorkerBindings, { workspaceId, jurisdiction, teamId }: DeskAddress) {
	return objectIn(env.DESK, jurisdiction, `${workspaceId}/${teamId}`);
}
