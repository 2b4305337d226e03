// Events about money that goes back: refunds, the ones that bounced, disputes.
import type { BusinessEventKind } from "../../protocol/business-event.ts";
import { inWords } from "../decimal-money.ts";
import { fromStripe } from "./amount.ts";
import { dispute, fromEpoch, refund } from "./answers.ts";
import { about, factsOf, keysOf, type Reading, versionOf } from "./reading.ts";
import { dashboardHref } from "./settings.ts";
import { disputeState, reasonWords, refundFailureWords, spaced } from "./words.ts";

/** A refund does not say whose it is: its payment does. */
export const readRefund: Reading = (object, head, livemode) => {
	const read = refund.safeParse(object);
	if (!read.success) return undefined;
	const { id, amount, currency, charge, payment_intent, status, failure_reason } = read.data;
	const bounced = status === "failed" || head.topic === "refund.failed";
	const total = fromStripe(amount, currency);
	const what = bounced ? "Refund bounced" : `Refund ${spaced(status ?? "changed").toLowerCase()}`;
	const why = bounced ? `: ${refundFailureWords(failure_reason)}` : "";
	return {
		...about(
			bounced ? "refund.failed" : "other",
			["refund", id],
			charge ?? payment_intent ?? id,
			`${what}${total ? `, ${inWords(total)}` : ""}${why}`,
			versionOf(head, bounced ? 1 : 0),
		),
		...((charge ?? payment_intent) && { href: dashboardHref("payments", charge ?? payment_intent ?? "", livemode) }),
		facts: factsOf(total, bounced ? "failed" : status),
		...((charge ?? payment_intent) && { parent: { objectType: "payment", objectId: charge ?? payment_intent ?? "" } }),
	};
};

export function disputeReading(kind: BusinessEventKind, happened: string, rank: number): Reading {
	return (object, head) => {
		const read = dispute.safeParse(object);
		if (!read.success) return undefined;
		const { id, amount, currency, charge, livemode, reason, status, evidence_details, evidence } = read.data;
		const total = fromStripe(amount, currency);
		const due = status.endsWith("needs_response") ? fromEpoch(evidence_details?.due_by ?? 0) : undefined;
		const by = due && evidence_details?.due_by ? `, answer by ${due.slice(0, 10)}` : "";
		const state = disputeState(status).label.toLowerCase();
		return {
			...about(
				kind,
				["dispute", id],
				charge ?? id,
				`${happened}${total ? `, ${inWords(total)}` : ""}: ${reasonWords(reason).toLowerCase()} (${state}${by})`,
				versionOf(head, rank),
			),
			href: dashboardHref("disputes", id, livemode),
			facts: factsOf(total, status),
			customer: keysOf(evidence?.customer_email_address),
			...(charge && { parent: { objectType: "payment", objectId: charge } }),
		};
	};
}
