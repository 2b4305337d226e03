// From a delivery to the canonical event, by its connection's connector.
import { openSystem } from "../connections/system.ts";
import type { Translated } from "../connectors/connector.ts";
import { connectors } from "../connectors/registry.ts";
import { jsonOf } from "../platform/json.ts";
import { systemClock } from "../platform/world.ts";
import { type BusinessEvent, businessEvent } from "../protocol/business-event.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { type Delivery, unpacked } from "./delivery.ts";
import { withMapping } from "./mapped-event.ts";
import { CannotApply } from "./reasons.ts";

/** Throws where the connection cannot be opened or the payload is not as its connector expects. */
export async function translate(env: WorkerBindings, door: ConnectionDoor, one: Delivery): Promise<Translated> {
	const connector = connectors.get(door.connector);
	const translate = (one.found && connector?.poll?.translate) ?? connector?.hooks?.translate;
	const system = await openSystem(env, door);
	if (!translate || !system) throw new CannotApply("The connection's settings cannot be opened: enter them again.");
	const payload = jsonOf(await unpacked(env, one));
	if (payload === undefined) throw new CannotApply("The body of this webhook cannot be read any more.");
	const head = { topic: one.topic, eventId: one.sourceEventId, ...(one.occurredAt && { occurredAt: one.occurredAt }) };
	const translated = translate(head, payload, system.settings);
	// What a sweep found is in the system's own form, which no mapping of webhooks was written for.
	return connector?.hooks?.unsigned && !one.found
		? withMapping(translated, door, payload, systemClock.now())
		: translated;
}

export function eventOf(
	door: ConnectionDoor,
	one: Delivery,
	{ kind, objectType, objectId, reference, summary, href, version, facts }: Translated,
): BusinessEvent {
	return businessEvent.parse({
		id: one.eventId,
		kind,
		connectionId: door.id,
		connector: door.connector,
		topic: one.topic,
		objectType,
		objectId,
		reference,
		summary,
		// Of what has not happened there is no page.
		...(href && !one.test && { href }),
		occurredAt: one.occurredAt ?? version,
		facts,
		...(one.test && { test: true }),
	});
}

/** Kept as kind `other`, and of a topic that the connector does not list. A sweep's topics are the connector's own words. */
export function unknownTopic(door: ConnectionDoor, one: Delivery, { kind }: BusinessEvent) {
	const { topic, receivedAt, test, found } = one;
	if (test || found || kind !== "other" || connectors.get(door.connector)?.hooks?.topics.includes(topic))
		return undefined;
	return { connectionId: door.id, topic, at: new Date(receivedAt) };
}
