// What a connection needs from the rooms above it: worker.ts wires it, tests hand in their own.

import type { Finding } from "../connectors/connector.ts";
import type { Card } from "../protocol/card.ts";
import type { ConversationId, WorkspaceId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";

/** A conversation in which a card is looked at. */
export interface CardPlace {
	workspaceId: WorkspaceId;
	jurisdiction: Jurisdiction;
	id: ConversationId;
}

export interface ConnectionPorts {
	/** Pushes a card to the agents who have this conversation open. */
	showCard(place: CardPlace, card: Card): Promise<void>;
	/** Puts on its way what of this is news (events/found.ts), and says how many that were. */
	takeFindings(door: ConnectionDoor, jurisdiction: Jurisdiction, findings: readonly Finding[]): Promise<number>;
	now(): number;
}
