// One state of an object, told twice: by a sweep that found it, and by the webhook that comes late after all. Both lead to
// one id, so that whichever is stored first is the event, and the other none.
import type { Poll, Translated } from "../connectors/connector.ts";
import { derivedId } from "../platform/ids.ts";
import type { ConnectionId, EventId } from "../protocol/ids.ts";

type Told = Pick<Translated, "kind" | "objectType" | "objectId" | "version">;

/**
 * The id of what a sweep tells of this state. By kind too: that an order was placed, and paid within the same second, are
 * two things to tell, and rules ask for either. What has no kind of its own (a ticket) is told once for each state.
 */
export function stateId(
	connectionId: ConnectionId,
	{ precisionMs }: Pick<Poll<unknown>, "precisionMs">,
	{ kind, objectType, objectId, version }: Told,
): Promise<EventId> {
	const step = Math.floor(Date.parse(version) / precisionMs) * precisionMs;
	return derivedId("event", connectionId, "state", kind, objectType, objectId, String(step));
}

/** What a sweep would have called this webhook's event; undefined where no sweep tells how things are. */
export async function twinOf(
	connectionId: ConnectionId,
	poll: Poll<unknown> | undefined,
	translated: Translated,
): Promise<EventId | undefined> {
	if (poll?.tells !== "states") return undefined;
	return stateId(connectionId, poll, translated);
}
