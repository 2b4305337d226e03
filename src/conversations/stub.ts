// The one place where stubs of conversations are made.
import { objectIn } from "../platform/object-stub.ts";
import type { ConversationId, WorkspaceId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";

export interface ConversationAddress {
	workspaceId: WorkspaceId;
	jurisdiction: Jurisdiction;
	id: ConversationId;
}

/** The workspace is part of the name: an id guessed from another workspace names an object that was never created. */
export function conversationStub(env: WorkerBindings, { workspaceId, jurisdiction, id }: ConversationAddress) {
	return objectIn(env.CONVERSATION, jurisdiction, `${workspaceId}/${id}`);
}
