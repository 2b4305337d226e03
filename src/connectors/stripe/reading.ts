// What the readings of all events share.
import type { BusinessEventKind, Money } from "../../protocol/business-event.ts";
import type { HookHead, Translated, VerifiedKeys } from "../connector.ts";
import { clean } from "../foreign-value.ts";

/** `object` is the event's `data.object`. undefined where it is not what the topic promises. */
export type Reading = (object: unknown, head: HookHead, livemode: boolean) => Translated | undefined;

/** Without an instant of its own an event is older than every other: it never replaces what is known. */
const OLDEST = new Date(0).toISOString();

/**
 * Events carry whole seconds, in which a payment can be made, captured and given back; `rank` (0 to 999) says what comes
 * later within one second.
 */
export function versionOf(head: HookHead, rank: number): string {
	return head.occurredAt ? new Date(Date.parse(head.occurredAt) + rank).toISOString() : OLDEST;
}

export function about(
	kind: BusinessEventKind,
	[objectType, id]: [objectType: string, id: string],
	reference: string,
	summary: string,
	version: string,
): Translated {
	const objectId = clean(id, 120) || "unknown";
	return {
		kind,
		objectType,
		objectId,
		reference: clean(reference, 120) || objectId,
		summary: clean(summary, 500),
		version,
		facts: {},
		customer: {},
	};
}

export function factsOf(total: Money | undefined, paymentState: string | null | undefined): Translated["facts"] {
	const state = clean(paymentState ?? "", 60).toLowerCase();
	return { ...(total && { total }), ...(state && { paymentState: state }) };
}

/** Stripe's customers are told by their own ids only; an address stands on the payment. */
export function keysOf(...emails: (string | null | undefined)[]): VerifiedKeys {
	const email = emails.find((one) => one && one.length <= 255);
	return email ? { email } : {};
}
