// Events as Stripe sends them, of nothing that happened. https://docs.stripe.com/api/events/types
import type { Simulations } from "../connector.ts";

type About = Parameters<NonNullable<Simulations["payment_failed"]>>[0];

export const simulates: Simulations = {
	payment_failed: (about) =>
		event(about, "payment_intent.payment_failed", {
			id: `pi_test${about.id}`,
			object: "payment_intent",
			amount: 4_200,
			currency: "eur",
			latest_charge: `ch_test${about.id}`,
			livemode: false,
			receipt_email: about.email ?? null,
			status: "requires_payment_method",
			last_payment_error: {
				charge: `ch_test${about.id}`,
				code: "card_declined",
				decline_code: "insufficient_funds",
				message: "Your card has insufficient funds.",
				payment_method: { billing_details: { email: about.email ?? null } },
				type: "card_error",
			},
		}),
	refund_failed: (about) =>
		event(about, "refund.failed", {
			id: `re_test${about.id}`,
			object: "refund",
			amount: 4_200,
			charge: `ch_test${about.id}`,
			created: secondsOf(about),
			currency: "eur",
			payment_intent: `pi_test${about.id}`,
			status: "failed",
			failure_reason: "expired_or_canceled_card",
		}),
	dispute_opened: (about) =>
		event(about, "charge.dispute.created", {
			id: `du_test${about.id}`,
			object: "dispute",
			amount: 4_200,
			charge: `ch_test${about.id}`,
			created: secondsOf(about),
			currency: "eur",
			evidence: { customer_email_address: about.email ?? null },
			evidence_details: { due_by: secondsOf(about) + 7 * 86_400, has_evidence: false, past_due: false },
			livemode: false,
			reason: "product_not_received",
			status: "needs_response",
		}),
};

function event(about: About, type: string, object: object) {
	const payload = {
		id: `evt_test${about.id}`,
		object: "event",
		created: secondsOf(about),
		data: { object },
		livemode: false,
		pending_webhooks: 1,
		type,
	};
	return { topic: type, payload };
}

function secondsOf({ nowMs }: About): number {
	return Math.floor(nowMs / 1000);
}
