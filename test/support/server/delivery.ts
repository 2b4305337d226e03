// The queue's message for a shop's webhook, as the door makes it.
import { env } from "cloudflare:workers";
import { type Delivery, packed } from "../../../src/events/delivery.ts";
import { derivedId } from "../../../src/platform/ids.ts";
import { newTraceId } from "../../../src/platform/tracing.ts";
import type { Home } from "./home.ts";
import type { MadeConnection } from "./shop.ts";

export async function deliveryOf(
	{ workspaceId }: Home,
	{ id: connectionId }: MadeConnection,
	payload: object,
	topic = "orders/create",
): Promise<Delivery> {
	const sourceEventId = crypto.randomUUID();
	const eventId = await derivedId("event", connectionId, topic, sourceEventId);
	const raw = new Uint8Array(new TextEncoder().encode(JSON.stringify(payload)));
	return {
		version: 1,
		workspaceId,
		jurisdiction: "none",
		connectionId,
		eventId,
		topic,
		sourceEventId,
		receivedAt: new Date().toISOString(),
		traceId: newTraceId(),
		body: await packed(env, workspaceId, eventId, raw),
	};
}
