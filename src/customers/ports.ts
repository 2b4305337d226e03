// What a visit needs from the room above, which keeps the conversations: wiring.ts provides it, tests hand in their own.
import type { CustomerState } from "../protocol/conversation-frames.ts";
import type { ConversationId, WorkspaceId } from "../protocol/ids.ts";
import type { WorkspaceDoor } from "../workspaces/doors.ts";

export interface ConversationPlace {
	workspaceId: WorkspaceId;
	jurisdiction: WorkspaceDoor["jurisdiction"];
	id: ConversationId;
}

export interface VisitPorts {
	/** Whose this conversation is by now; null where it has not begun. */
	customerOf(env: WorkerBindings, place: ConversationPlace): Promise<CustomerState | null>;
}
