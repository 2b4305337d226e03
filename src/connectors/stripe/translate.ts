// An event in canonical form. Each topic has a reading; what none can read is kind `other`, never an exception.
import { z } from "zod";
import type { HookHead, Translated } from "../connector.ts";
import { clean, idText } from "../foreign-value.ts";
import { chargeReading, intentReading, invoiceReading } from "./payment-readings.ts";
import { about, type Reading, versionOf } from "./reading.ts";
import { disputeReading, readRefund } from "./return-readings.ts";
import type { Settings } from "./settings.ts";

/** https://docs.stripe.com/api/events/types */
const READINGS = new Map<string, Reading>([
	["payment_intent.succeeded", intentReading("payment.succeeded", "made")],
	["payment_intent.payment_failed", intentReading("payment.failed", "failed")],
	["charge.succeeded", chargeReading("payment.succeeded", "made", 1)],
	["charge.failed", chargeReading("payment.failed", "failed", 1)],
	["charge.pending", chargeReading("other", "pending", 1)],
	["charge.captured", chargeReading("payment.succeeded", "captured", 2)],
	["charge.expired", chargeReading("other", "authorization expired", 2)],
	["charge.refunded", chargeReading("payment.refunded", "refunded", 3)],
	["charge.dispute.created", disputeReading("dispute.opened", "Payment disputed", 0)],
	["charge.dispute.updated", disputeReading("other", "Dispute changed", 1)],
	["charge.dispute.funds_withdrawn", disputeReading("other", "Disputed money withdrawn", 2)],
	["charge.dispute.funds_reinstated", disputeReading("other", "Disputed money returned to you", 2)],
	["charge.dispute.closed", disputeReading("dispute.closed", "Dispute closed", 3)],
	["refund.created", readRefund],
	["refund.updated", readRefund],
	["refund.failed", readRefund],
	["invoice.payment_failed", invoiceReading("payment.failed", "failed", 1)],
	["invoice.paid", invoiceReading("payment.succeeded", "made", 2)],
]);

/** The topics to subscribe to. Others are accepted too, as kind `other`. */
export const topics: readonly string[] = [...READINGS.keys()];

const event = z.object({ livemode: z.boolean().catch(true), data: z.object({ object: z.unknown() }) });
const anything = z.object({ id: idText });

export function translate(head: HookHead, payload: unknown, _settings: Settings): Translated {
	const read = event.safeParse(payload);
	const { livemode, object } = read.success
		? { ...read.data, ...read.data.data }
		: { livemode: true, object: undefined };
	return READINGS.get(head.topic)?.(object, head, livemode) ?? unread(object, head);
}

function unread(object: unknown, head: HookHead): Translated {
	const read = anything.safeParse(object);
	const topic = clean(head.topic, 120) || "unknown";
	const objectType = clean(topic.split(".", 1)[0] ?? "", 60) || "unknown";
	const id = read.success ? read.data.id : clean(head.eventId, 120);
	return about("other", [objectType, id], id, topic, versionOf(head, 0));
}
