// What the readings of all topics share: what they are given, and how a state's age is told.
import type { BusinessEventKind } from "../../protocol/business-event.ts";
import type { HookHead, Translated } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import type { Settings } from "./settings.ts";

export interface Context {
	head: HookHead;
	settings: Settings;
	nowMs: number;
}
/** undefined where the payload is not what the topic promises. */
export type Reading = (payload: unknown, context: Context) => Translated | undefined;

/** Without an instant of its own an event is older than every other: it never replaces what is known. */
export const OLDEST = new Date(0).toISOString();

/**
 * Payloads carry whole seconds, in which an order can be placed and paid; when the webhook was triggered says which came
 * first within that second, and no more: what was triggered later may still tell of an earlier state.
 */
export function versionOf(updatedAt: string | undefined, triggeredAt: string | undefined): string {
	if (!updatedAt || !triggeredAt || !updatedAt.endsWith(".000Z")) return updatedAt ?? triggeredAt ?? OLDEST;
	const second = Date.parse(updatedAt);
	const after = Date.parse(triggeredAt) - second;
	return new Date(second + Math.min(Math.max(after, 0), 999)).toISOString();
}

/** The parts of a translation that say what it is about; the reference is for want of a better one. */
export function about(kind: BusinessEventKind, objectType: string, objectId: string, version: string): Translated {
	const id = clean(objectId, 120);
	const reference = clean(`${objectType.replaceAll("_", " ")} ${id}`, 120);
	return {
		kind,
		objectType,
		objectId: id,
		reference,
		summary: reference,
		version,
		facts: {},
		customer: {},
	};
}
