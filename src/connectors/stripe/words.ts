// Stripe's words, in those of an agent.
import type { Payment, Tone } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import { clean } from "../foreign-value.ts";

export type State = Payment["state"];

const DO_NOT_TELL = "tell the customer only that it was declined";

/** https://docs.stripe.com/declines/codes; codes of methods that are no cards: https://docs.stripe.com/error-codes */
const FAILURES = new Map([
	["approve_with_id", "The bank could not authorize it: try again"],
	["authentication_required", "The bank asks for the customer's confirmation (3-D Secure)"],
	["bank_account_closed", "The bank account is closed"],
	["bank_account_restricted", "The bank account does not allow this debit"],
	["call_issuer", "Declined by the bank: the customer has to ask it why"],
	["card_not_supported", "The card does not support this kind of purchase"],
	["card_velocity_exceeded", "The card's limit is reached"],
	["currency_not_supported", "The card does not support this currency"],
	["debit_not_authorized", "The customer told the bank that the debit was not authorized"],
	["do_not_honor", "Declined by the bank: the customer has to ask it why"],
	["expired_card", "The card has expired"],
	["fraudulent", `Stripe suspects fraud: ${DO_NOT_TELL}`],
	["generic_decline", "Declined by the bank without a reason"],
	["highest_risk_level", `Blocked by Radar as too risky: ${DO_NOT_TELL}`],
	["incorrect_cvc", "Wrong security code (CVC)"],
	["incorrect_number", "Wrong card number"],
	["incorrect_zip", "Wrong postcode"],
	["insufficient_funds", "Not enough money in the account"],
	["invalid_account", "The card or its account is not valid"],
	["invalid_cvc", "Wrong security code (CVC)"],
	["invalid_expiry_month", "Wrong month of expiry"],
	["invalid_expiry_year", "Wrong year of expiry"],
	["issuer_not_available", "The bank could not be reached: try again"],
	["lost_card", `The card was reported lost: ${DO_NOT_TELL}`],
	["merchant_blacklist", `On your own block list: ${DO_NOT_TELL}`],
	["no_account", "There is no such bank account"],
	["payment_method_customer_decline", "The customer refused the payment"],
	["pickup_card", `The card was reported lost or stolen: ${DO_NOT_TELL}`],
	["processing_error", "A fault while processing: try again"],
	["rule", "Blocked by a rule of your Radar settings"],
	["stolen_card", `The card was reported stolen: ${DO_NOT_TELL}`],
	["transaction_not_allowed", "The bank does not allow this payment"],
	["try_again_later", "Declined for the moment: try again"],
	["withdrawal_count_limit_exceeded", "The card's limit is reached"],
]);

/** https://docs.stripe.com/refunds#failed-refunds (failure_reason) */
const REFUND_FAILURES = new Map([
	["charge_for_pending_refund_disputed", "the customer disputed the payment meanwhile"],
	["declined", "the bank declined it"],
	["expired_or_canceled_card", "the card has expired or was cancelled"],
	["insufficient_funds", "not enough money in your Stripe balance"],
	["lost_or_stolen_card", "the card was reported lost or stolen"],
	["merchant_request", "you asked for it"],
	["unknown", "the bank gave no reason"],
]);

/** https://docs.stripe.com/api/disputes/object#dispute_object-status */
const DISPUTES = new Map<string, State>([
	["appeal_needs_response", { label: "Appeal needs a response", tone: "bad" }],
	["appeal_under_review", { label: "Appeal under review", tone: "warn" }],
	["lost", { label: "Dispute lost", tone: "warn" }],
	["needs_response", { label: "Dispute needs a response", tone: "bad" }],
	["prevented", { label: "Dispute prevented", tone: "good" }],
	["under_review", { label: "Dispute under review", tone: "warn" }],
	["warning_closed", { label: "Inquiry closed", tone: "good" }],
	["warning_needs_response", { label: "Inquiry needs a response", tone: "bad" }],
	["warning_under_review", { label: "Inquiry under review", tone: "warn" }],
	["won", { label: "Dispute won", tone: "good" }],
]);

/** https://docs.stripe.com/api/disputes/object#dispute_object-reason */
const REASONS = new Map([
	["bank_cannot_process", "The bank could not process it"],
	["check_returned", "The cheque was returned"],
	["credit_not_processed", "A refund was promised and did not come"],
	["customer_initiated", "The customer disputes it"],
	["debit_not_authorized", "The debit was not authorized"],
	["duplicate", "Charged twice"],
	["fraudulent", "The cardholder says that it was not them"],
	["general", "No reason given"],
	["incorrect_account_details", "Wrong account details"],
	["insufficient_funds", "Not enough money in the account"],
	["noncompliant", "Against the card network's rules"],
	["product_not_received", "The goods did not arrive"],
	["product_unacceptable", "The goods were damaged or not as described"],
	["subscription_canceled", "The subscription had been cancelled"],
	["unrecognized", "The cardholder does not recognize it"],
]);

const METHODS = new Map([
	["acss_debit", "Canadian debit"],
	["afterpay_clearpay", "Afterpay"],
	["au_becs_debit", "BECS debit"],
	["bacs_debit", "Bacs Direct Debit"],
	["eps", "EPS"],
	["ideal", "iDEAL"],
	["p24", "Przelewy24"],
	["paypal", "PayPal"],
	["sepa_debit", "SEPA debit"],
	["us_bank_account", "US bank account"],
	["wechat_pay", "WeChat Pay"],
]);

const BRANDS = new Map([
	["amex", "American Express"],
	["diners", "Diners Club"],
	["jcb", "JCB"],
	["mastercard", "Mastercard"],
	["unionpay", "UnionPay"],
	["visa", "Visa"],
]);

/** Why a payment failed: by the bank's code, else Stripe's, else Stripe's sentence. */
export function failureWords(codes: readonly (string | null | undefined)[], message: string | undefined): string {
	const known = codes.map((code) => FAILURES.get(code ?? "")).find((words) => words !== undefined);
	const code = codes.find((one) => one);
	return known ?? message ?? (code ? spaced(code) : "No reason given");
}

export function refundFailureWords(reason: string | null | undefined): string {
	return REFUND_FAILURES.get(reason ?? "unknown") ?? spaced(reason ?? "");
}

export function disputeState(status: string, noteUnknown: NoteUnknown = () => {}): State {
	const known = DISPUTES.get(status);
	if (!known) noteUnknown("dispute.status", clean(status, 60), DISPUTES.keys());
	return known ?? { label: spaced(status), tone: "neutral" };
}

export function reasonWords(reason: string, noteUnknown: NoteUnknown = () => {}): string {
	const known = REASONS.get(reason);
	if (!known) noteUnknown("dispute.reason", clean(reason, 60), REASONS.keys());
	return known ?? spaced(reason);
}

/** `Visa ending in 4242`, `SEPA debit ending in 3000`, `Klarna`. */
export function methodWords(method: { type: string; brand?: string | undefined; last4?: string | undefined }): string {
	const { type, brand, last4 } = method;
	const name = brand ? (BRANDS.get(brand) ?? spaced(brand)) : (METHODS.get(type) ?? spaced(type));
	return clean(last4 ? `${name} ending in ${last4}` : name);
}

/** Stripe adds words over time: a new one is shown as it is. */
export function spaced(word: string): string {
	const text = clean(word.replaceAll("_", " "), 200);
	return text ? text.charAt(0).toUpperCase() + text.slice(1) : "Unknown";
}

export function stated(label: string, tone: Tone): State {
	return { label, tone };
}
