// Somebody asks for a customer's card of one connection.
import type { VerifiedKeys } from "../connectors/connector.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { type CardAddress, markOf } from "./cards.ts";

export interface Ask {
	door: ConnectionDoor;
	customerId: CustomerId;
	keys: VerifiedKeys;
}

export function faceOf({ door }: Ask) {
	return { connectionId: door.id, connector: door.connector, title: door.name, items: [] };
}

export function linkOf({ door, customerId }: Ask) {
	return { workspaceId: door.workspaceId, connectionId: door.id, customerId };
}

export function addressOf({ door, customerId, keys }: Ask): CardAddress {
	return { workspaceId: door.workspaceId, customerId, source: door, keys };
}

/** By the keys and what makes cards: whose address has changed is somebody else to the system, and so is a changed one to us. */
export function whose({ door, customerId, keys: { email, phone, externalId } }: Ask): string {
	return JSON.stringify([customerId, email, phone, externalId, markOf(door)]);
}
