// A webhook that no reading of its connector fits.
import type { HookHead, Translated } from "./connector.ts";
import { clean } from "./foreign-value.ts";

/** Without an instant of its own an event is older than every other: it never replaces what is known. */
export const OLDEST = new Date(0).toISOString();

/** Kept under its topic, as kind `other`; `objectType` where the topic says that much. */
export function unread({ topic: told, eventId, occurredAt }: HookHead, objectType?: string): Translated {
	const topic = clean(told, 120) || "unknown";
	return {
		kind: "other",
		objectType: clean(objectType ?? "", 60) || "unknown",
		objectId: clean(eventId, 120) || "unknown",
		reference: topic,
		summary: topic,
		version: occurredAt ?? OLDEST,
		facts: {},
		customer: {},
	};
}

/** `order` of `order.updated`. */
export function thingIn({ topic }: HookHead): string | undefined {
	return topic.split(".", 1)[0];
}
