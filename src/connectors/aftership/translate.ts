// A webhook in canonical form: what became of a parcel.
import { z } from "zod";
import type { BusinessEventKind } from "../../protocol/business-event.ts";
import type { HookHead, Translated, VerifiedKeys } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { unread } from "../unread.ts";
import { type TrackingAnswer, tracking } from "./answers.ts";
import { delayDays, isLate, toParcel } from "./parcel.ts";

/** https://www.aftership.com/docs/tracking/webhook/webhook-specifications (event codes) */
export const topics: readonly string[] = ["tracking_update", "edd_revise", "tracking_pending_time"];

/**
 * Exceptions that are delays: customs, external factors, the carrier's processing, extreme weather.
 * https://www.aftership.com/docs/tracking/2026-07/enum/delivery-sub-statuses
 */
const DELAYS: ReadonlySet<string> = new Set(["Exception_004", "Exception_005", "Exception_016", "Exception_017"]);

const event = z.object({ is_tracking_first_tag: z.boolean().nullish().catch(null), msg: tracking });

/** `nowMs`: milliseconds since 1970, for what has become late. */
export function translate(head: HookHead, payload: unknown, nowMs: number = Date.now()): Translated {
	const read = topics.includes(head.topic) ? event.safeParse(payload) : undefined;
	if (!read?.success) return unread(head);
	const { msg, is_tracking_first_tag } = read.data;
	const item = toParcel(msg, nowMs);
	const days = delayDays(msg, nowMs);
	const order = item.order ? ` of order ${item.order}` : "";
	const carrier = item.carrier ? `, ${item.carrier}` : "";
	const [checkpoint] = item.checkpoints;
	const last = checkpoint && item.state.tone !== "good" ? `: ${checkpoint.text}` : "";
	return {
		kind: kindOf(head.topic, msg, is_tracking_first_tag === true, days, nowMs),
		objectType: "tracking",
		objectId: clean(msg.id, 120),
		reference: clean(item.reference, 120) || clean(msg.id, 120),
		summary: clean(
			`Parcel ${item.reference}${order} ${happened(head.topic, item.state.label, days)}${carrier}${last}`,
			500,
		),
		...(item.href && { href: item.href }),
		version: msg.updated_at,
		facts: { ...(days !== undefined && { delayDays: days }) },
		customer: customerOf(msg),
		item,
	};
}

function kindOf(
	topic: string,
	msg: TrackingAnswer,
	firstOfTag: boolean,
	days: number | undefined,
	nowMs: number,
): BusinessEventKind {
	if (msg.shipment_direction === "return") return "delivery.updated";
	if (msg.tag === "Delivered") return "delivery.delivered";
	if (msg.tag === "Exception") return DELAYS.has(msg.subtag ?? "") ? "delivery.delayed" : "delivery.exception";
	if (msg.tag === "AttemptFail" || msg.tag === "Expired") return "delivery.exception";
	if (topic === "edd_revise") return days === undefined ? "delivery.updated" : "delivery.delayed";
	if (isLate(msg, nowMs)) return "delivery.delayed";
	if (topic === "tracking_pending_time") return "delivery.exception";
	const begun = msg.tag === "Pending" || msg.tag === "InfoReceived";
	return begun && firstOfTag ? "delivery.created" : "delivery.updated";
}

function happened(topic: string, label: string, days: number | undefined): string {
	const late = days === undefined ? "" : ` (${days} ${days === 1 ? "day" : "days"} late)`;
	if (topic === "edd_revise") return days === undefined ? "is expected on another day" : `is expected later${late}`;
	if (topic === "tracking_pending_time") return "has not been seen by the carrier for too long";
	return `${label.charAt(0).toLowerCase()}${label.slice(1)}${late}`;
}

function customerOf({ customers }: TrackingAnswer): VerifiedKeys {
	const email = customers.map((customer) => customer.email).find((one) => one !== undefined);
	const phone = customers.map((customer) => customer.phone_number).find((one) => one !== undefined);
	return { ...(email && { email }), ...(phone && { phone }) };
}
