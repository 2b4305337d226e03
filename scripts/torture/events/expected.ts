// What has to be there in the end, from what was sent and what reached the consumer. Nothing of Heddle's is asked.
import type { Business, EventHistory, Queued, RuleName, Webhook } from "./history.ts";
import { changedAt, isNew, systemOf } from "./systems.ts";

export interface Expected {
	/** Webhooks whose event the consumer has said to be done with: their effects must be there. */
	done: Webhook[];
	/** By the key of an event (below), those that may have effects: they were given to the consumer at least once. */
	reached: ReadonlyMap<string, Webhook>;
	/** Accepted ones of which the queue lost every message. */
	lost: Webhook[];
}

export function expectedOf(history: EventHistory): Expected {
	const messages = new Map<string, Queued[]>();
	for (const message of history.queued) append(messages, message.traceId, message);
	const traces = new Map<number, string[]>();
	for (const { webhook, traceId } of history.answers) if (traceId) append(traces, webhook, traceId);
	// Of a send that was torn nobody heard the trace, and the queue may have its message all the same.
	const known = new Set([...traces.values()].flat());
	const untold = history.queued.filter(({ traceId }) => !known.has(traceId));
	const ids = new Map<string, Queued[]>();
	for (const message of untold) append(ids, message.eventId, message);

	const done: Webhook[] = [];
	const lost: Webhook[] = [];
	const reached = new Map<string, Webhook>();
	for (const webhook of history.webhooks) {
		if (webhook.flaw !== null) continue;
		const told = (traces.get(webhook.id) ?? []).flatMap((trace) => messages.get(trace) ?? []);
		const own = [...told, ...[...new Set(told.map(({ eventId }) => eventId))].flatMap((id) => ids.get(id) ?? [])];
		if (own.some((message) => message.deliveries > 0)) reached.set(keyOf(history.businesses, webhook), webhook);
		if (own.some((message) => message.done)) done.push(webhook);
		else if (own.length > 0 && own.every((message) => message.lost)) lost.push(webhook);
	}
	return { done, reached, lost };
}

/** An event by what its system says of it, whatever id Heddle gave it. */
export function keyOf(businesses: readonly Business[], webhook: Webhook): string {
	const connectionId = businesses[webhook.home]?.connections[webhook.connector] ?? "";
	return eventKey({
		connectionId,
		objectId: systemOf(webhook.connector).objectId(webhook.object),
		occurredAt: changedAt(webhook).toISOString(),
	});
}

export function eventKey(event: { connectionId: string; objectId: string; occurredAt: string }): string {
	return `${event.connectionId} ${event.objectId} ${Math.floor(Date.parse(event.occurredAt) / 1000)}`;
}

export function objectKey({ connectionId, objectId }: { connectionId: string; objectId: string }): string {
	return `${connectionId} ${objectId}`;
}

/** Whether this rule is for it. */
export function fires(rule: RuleName, { urgent, connector, revision }: Webhook): boolean {
	if (rule === "never") return false;
	return urgent && (rule === "large" || isNew(connector, revision));
}

export function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
	const list = lists.get(key);
	if (list) list.push(value);
	else lists.set(key, [value]);
}
