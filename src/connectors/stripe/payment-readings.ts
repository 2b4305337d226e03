// Events about payments that were made, or failed.
import { z } from "zod";
import type { BusinessEventKind } from "../../protocol/business-event.ts";
import type { HookHead, Translated } from "../connector.ts";
import { inWords } from "../decimal-money.ts";
import { idText, optionalLabel } from "../foreign-value.ts";
import { fromStripe } from "./amount.ts";
import { type ChargeAnswer, charge, reference } from "./answers.ts";
import { failureOfCharge, toPayment } from "./payment.ts";
import { about, factsOf, keysOf, type Reading, versionOf } from "./reading.ts";
import { dashboardHref } from "./settings.ts";
import { failureWords } from "./words.ts";

/** `rank` orders the events of one charge within a second; those of its intent, which say less, come before them. */
export function chargeReading(kind: BusinessEventKind, happened: string, rank: number): Reading {
	return (object, head) => {
		const read = charge.safeParse(object);
		return read.success ? fromCharge(read.data, kind, happened, versionOf(head, rank)) : undefined;
	};
}

function fromCharge(data: ChargeAnswer, kind: BusinessEventKind, happened: string, version: string): Translated {
	const { id, livemode, status, captured, amount_refunded, currency, receipt_email, billing_details } = data;
	// A card that was only authorized has paid nothing yet.
	const authorized = kind === "payment.succeeded" && !captured;
	const total = fromStripe(kind === "payment.refunded" ? amount_refunded : data.amount, currency);
	const failure = failureOfCharge(data);
	const item = toPayment(data);
	const what = `Payment ${authorized ? "authorized, not captured" : happened}${total ? `, ${inWords(total)}` : ""}`;
	return {
		...about(
			authorized ? "other" : kind,
			["payment", id],
			data.receipt_number ?? id,
			`${what}${failure ? `: ${failure}` : ""}`,
			version,
		),
		href: dashboardHref("payments", id, livemode),
		facts: factsOf(total, kind === "payment.refunded" ? "refunded" : status),
		customer: keysOf(receipt_email, billing_details?.email),
		...(item && { item }),
	};
}

/** https://docs.stripe.com/api/payment_intents/object */
const intent = z.object({
	id: idText,
	amount: z.number().int(),
	currency: z.string(),
	livemode: z.boolean(),
	status: z.string().nullish(),
	latest_charge: reference,
	receipt_email: optionalLabel,
	last_payment_error: z
		.object({
			code: z.string().nullish(),
			decline_code: z.string().nullish(),
			message: optionalLabel,
			payment_method: z.object({ billing_details: z.object({ email: optionalLabel }).nullish() }).nullish(),
		})
		.nullish(),
});

/** The object is the charge, where there was one: its own event tells of the same thing. */
export function intentReading(kind: BusinessEventKind, happened: string): Reading {
	return (object, head: HookHead) => {
		const read = intent.safeParse(object);
		if (!read.success) return undefined;
		const {
			id,
			amount,
			currency,
			livemode,
			status,
			latest_charge,
			receipt_email,
			last_payment_error: error,
		} = read.data;
		const total = fromStripe(amount, currency);
		const why = error && failureWords([error.decline_code, error.code], error.message);
		const told = `Payment ${happened}${total ? `, ${inWords(total)}` : ""}${kind === "payment.failed" && why ? `: ${why}` : ""}`;
		return {
			...about(kind, ["payment", latest_charge ?? id], latest_charge ?? id, told, versionOf(head, 0)),
			href: dashboardHref("payments", id, livemode),
			facts: factsOf(total, kind === "payment.failed" ? "failed" : status),
			customer: keysOf(receipt_email, error?.payment_method?.billing_details?.email),
		};
	};
}

/** https://docs.stripe.com/api/invoices/object */
const invoice = z.object({
	id: idText,
	number: optionalLabel,
	amount_due: z.number().int(),
	currency: z.string(),
	livemode: z.boolean(),
	status: z.string().nullish(),
	attempt_count: z.number().nullish(),
	customer_email: optionalLabel,
});

export function invoiceReading(kind: BusinessEventKind, happened: string, rank: number): Reading {
	return (object, head) => {
		const read = invoice.safeParse(object);
		if (!read.success) return undefined;
		const { id, number, amount_due, currency, livemode, status, attempt_count, customer_email } = read.data;
		const total = fromStripe(amount_due, currency);
		const attempt = kind === "payment.failed" && attempt_count ? `, attempt ${attempt_count}` : "";
		const told = `Invoice ${number ?? id}: payment ${happened}${total ? `, ${inWords(total)}` : ""}${attempt}`;
		return {
			...about(kind, ["invoice", id], number ?? id, told, versionOf(head, rank)),
			href: dashboardHref("invoices", id, livemode),
			facts: factsOf(total, kind === "payment.failed" ? "failed" : status),
			customer: keysOf(customer_email),
		};
	};
}
