// Stripe's events about money that does not go its way, and their webhook.
// https://docs.stripe.com/api/events/object, https://docs.stripe.com/webhooks#verify-manually (the signature)
import { createHmac, randomUUID } from "node:crypto";
import type { Order } from "../business.ts";
import { totalCents } from "../orders.ts";
import type { StripeEvent } from "../state.ts";
import { chargeId } from "../systems/stripe-objects.ts";
import type { Dispatch } from "./dispatch.ts";

type What = "payment_failed" | "refund_failed" | "dispute_opened";

const TYPES = {
	payment_failed: "payment_intent.payment_failed",
	refund_failed: "refund.failed",
	dispute_opened: "charge.dispute.created",
} as const satisfies Record<What, string>;

/** A bank's usual term to answer a dispute. */
const ANSWER_WITHIN_S = 9 * 86_400;

export function stripeEvent(what: What, order: Order, email: string, currency: string, now: Date): StripeEvent {
	const created = Math.floor(now.getTime() / 1000);
	const money = { amount: totalCents(order), currency: currency.toLowerCase() };
	const charge = chargeId(order);
	const objects = {
		payment_failed: {
			id: `pi_${order.id}`,
			object: "payment_intent",
			latest_charge: charge,
			receipt_email: email,
			status: "requires_payment_method",
			last_payment_error: {
				charge,
				code: "card_declined",
				decline_code: "insufficient_funds",
				message: "Your card has insufficient funds.",
				payment_method: { type: "card", billing_details: { email } },
				type: "card_error",
			},
		},
		refund_failed: {
			id: `re_${order.id}f`,
			object: "refund",
			charge,
			created,
			payment_intent: `pi_${order.id}`,
			status: "failed",
			failure_reason: "expired_or_canceled_card",
		},
		dispute_opened: {
			id: `du_${order.id}`,
			object: "dispute",
			charge,
			created,
			evidence: { customer_email_address: email },
			evidence_details: { due_by: created + ANSWER_WITHIN_S, has_evidence: false, past_due: false },
			payment_intent: `pi_${order.id}`,
			reason: "product_not_received",
			status: "needs_response",
		},
	};
	return {
		id: `evt_${randomUUID().replaceAll("-", "").slice(0, 24)}`,
		object: "event",
		api_version: "2026-10-28.endive",
		created,
		data: { object: { ...objects[what], ...money, livemode: false, metadata: {} } },
		livemode: false,
		pending_webhooks: 1,
		request: { id: null, idempotency_key: null },
		type: TYPES[what],
	};
}

export function stripeDispatch(hook: { url: string; secret: string }, event: StripeEvent, now: Date): Dispatch {
	const body = JSON.stringify(event, null, 2);
	const at = Math.floor(now.getTime() / 1000);
	const signature = createHmac("sha256", hook.secret).update(`${at}.${body}`).digest("hex");
	return {
		system: "stripe",
		topic: event.type,
		eventId: event.id,
		webhookId: null,
		url: hook.url,
		headers: {
			"content-type": "application/json; charset=utf-8",
			"user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
			"stripe-signature": `t=${at},v1=${signature}`,
		},
		body,
	};
}
