// A charge on a card, with what became of it: refunds, the ones that bounced, disputes.
import type { Payment } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { fromStripe } from "./amount.ts";
import { type ChargeAnswer, type DisputeAnswer, fromEpoch, type RefundAnswer } from "./answers.ts";
import { dashboardHref } from "./settings.ts";
import {
	disputeState,
	failureWords,
	methodWords,
	reasonWords,
	refundFailureWords,
	type State,
	spaced,
	stated,
} from "./words.ts";

/** https://docs.stripe.com/api/charges/object#charge_object-status */
const CHARGE_STATUSES: ReadonlySet<string> = new Set(["succeeded", "pending", "failed"]);
/** https://docs.stripe.com/api/refunds/object#refund_object-status */
const REFUND_STATUSES: ReadonlySet<string> = new Set(["pending", "requires_action", "succeeded", "failed", "canceled"]);

export interface Beside {
	/** Of this charge, where it could be read. */
	dispute?: DisputeAnswer | undefined;
	/** PaymentIntents that another charge has paid: what failed before is history then. */
	paid?: ReadonlySet<string>;
	noteUnknown?: NoteUnknown | undefined;
}

/** undefined where the currency is none that money can be kept in. */
export function toPayment(charge: ChargeAnswer, { dispute, paid, noteUnknown }: Beside = {}): Payment | undefined {
	const amount = fromStripe(charge.amount, charge.currency);
	const refunded = fromStripe(charge.amount_refunded, charge.currency);
	if (!amount || !refunded) return undefined;
	const { id, livemode, description, payment_method_details: method } = charge;
	const told = dispute && toDispute(dispute, noteUnknown);
	const failure = failureOfCharge(charge);
	return {
		type: "payment",
		id,
		reference: charge.receipt_number ?? id,
		href: dashboardHref("payments", id, livemode),
		at: charge.created,
		amount,
		...(refunded.amount !== 0 && { refunded }),
		state: stateOf(charge, told !== undefined, paid, noteUnknown),
		...(method && { method: methodWords(method) }),
		...(description && { description }),
		...(failure && { failure }),
		...(told && { dispute: told }),
	};
}

/** Of a disputed payment the dispute says more, where it is known. */
function stateOf(
	charge: ChargeAnswer,
	disputeTold: boolean,
	paid: ReadonlySet<string> | undefined,
	noteUnknown: NoteUnknown = () => {},
): State {
	const { status, captured, amount, amount_refunded } = charge;
	if (status === "pending") return stated("Pending", "neutral");
	if (status === "failed")
		return paid?.has(charge.payment_intent ?? "") ? stated("Failed, paid later", "neutral") : stated("Failed", "bad");
	if (status !== "succeeded") {
		noteUnknown("charge.status", clean(status, 60), CHARGE_STATUSES);
		return stated(spaced(status), "neutral");
	}
	if (charge.disputed && !disputeTold) return stated("Disputed", "bad");
	if (amount_refunded >= amount && amount > 0)
		return captured ? stated("Refunded", "warn") : stated("Voided", "neutral");
	const refund = newestRefund(charge)?.status;
	if (refund && !REFUND_STATUSES.has(refund)) noteUnknown("refund.status", clean(refund, 60), REFUND_STATUSES);
	if (refund === "failed") return stated("Refund bounced", "bad");
	if (refund === "requires_action") return stated("Refund waits for the customer", "warn");
	if (refund === "pending") return stated("Refund under way", "warn");
	if (amount_refunded > 0) return stated("Partly refunded", "warn");
	return captured ? stated("Paid", "good") : stated("Authorized, not captured", "warn");
}

export function failureOfCharge(charge: ChargeAnswer): string | undefined {
	const { status, outcome, failure_code, failure_message } = charge;
	if (status === "failed") return failureWords([outcome?.reason, failure_code], failure_message);
	const refund = newestRefund(charge);
	return refund?.status === "failed" ? `The refund bounced: ${refundFailureWords(refund.failure_reason)}` : undefined;
}

/** One that bounced and was made again is settled by the second. */
function newestRefund({ refunds }: ChargeAnswer): RefundAnswer | undefined {
	return refunds.toSorted((one, other) => other.created.localeCompare(one.created))[0];
}

function toDispute(dispute: DisputeAnswer, noteUnknown: NoteUnknown | undefined): Payment["dispute"] {
	const amount = fromStripe(dispute.amount, dispute.currency);
	if (!amount) return undefined;
	const due = dispute.status.endsWith("needs_response") ? dispute.evidence_details?.due_by : undefined;
	const answerBy = due ? fromEpoch(due) : undefined;
	return {
		state: disputeState(dispute.status, noteUnknown),
		reason: reasonWords(dispute.reason, noteUnknown),
		amount,
		...(answerBy && { answerBy }),
		href: dashboardHref("disputes", dispute.id, dispute.livemode),
	};
}
