// The one place where stubs of conversations are made, so that none is created in the wrong jurisdiction.
import type { ConversationId, WorkspaceId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../workspaces/tokens.ts";

export interface ConversationAddress {
	workspaceId: WorkspaceId;
	jurisdiction: Jurisdiction;
	id: ConversationId;
}

/** The workspace is part of the name: an id guessed from another workspace names an object that was never created. */
export function conversationStub(env: WorkerBindings, { workspaceId, jurisdiction, id }: ConversationAddress) {
	const namespace = jurisdiction === "none" ? env.CONVERSATION : env.CONVERSATION.jurisdiction(jurisdiction);
	return namespace.getByName(`${workspaceId}/${id}`);
}
