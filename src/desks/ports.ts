// What a desk needs from beside it: worker.ts wires it, tests hand in their own.
import type { Alert } from "../protocol/desk-frames.ts";
import type { TeamId, WorkspaceId } from "../protocol/ids.ts";

export interface DeskHome {
	workspaceId: WorkspaceId;
	teamId: TeamId;
}

export interface DeskPorts {
	/** Visitors read "somebody is there" from KV. */
	publishPresence(desk: DeskHome, there: boolean): Promise<void>;
	recordAlert(desk: DeskHome, alert: Alert): Promise<void>;
	now(): number;
}
