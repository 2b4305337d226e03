// What the API answers and webhooks carry, as of the version that we ask for.
import { z } from "zod";
import { firstOf, idText, optionalFirstOf, optionalLabel, toInstant } from "../foreign-value.ts";

/** Pinned, so that an upgrade of the account changes nothing here. https://docs.stripe.com/api/versioning */
export const API_VERSION = "2026-10-28.endive";

/** Seconds since 1970 → ISO 8601. */
export const epoch = z.number().transform((seconds, context) => {
	const at = fromEpoch(seconds);
	if (at) return at;
	context.issues.push({ code: "custom", message: "no instant of the years 0 to 9999", input: seconds });
	return z.NEVER;
});

/** undefined where it is no instant of the years 0 to 9999. */
export function fromEpoch(seconds: number): string | undefined {
	const at = new Date(seconds * 1000);
	return Number.isNaN(at.getTime()) ? undefined : toInstant(at.toISOString());
}

/** The id of an object that is named, or expanded where it stands. https://docs.stripe.com/api/expanding_objects */
export const reference = z
	.union([idText, z.object({ id: idText }).transform(({ id }) => id)])
	.nullish()
	.transform((id) => id ?? undefined);

const amount = z.number().int();
const currency = z.string().regex(/^[a-z]{3}$/i);

/** https://docs.stripe.com/api/refunds/object */
export const refund = z.object({
	id: idText,
	amount,
	currency,
	created: epoch,
	charge: reference,
	payment_intent: reference,
	status: z.string().nullish(),
	failure_reason: z.string().nullish(),
});
export type RefundAnswer = z.infer<typeof refund>;

/** https://docs.stripe.com/api/disputes/object */
export const dispute = z.object({
	id: idText,
	amount,
	currency,
	charge: reference,
	created: epoch,
	livemode: z.boolean(),
	reason: z.string(),
	status: z.string(),
	/** `due_by` is 0 where the bank lets nobody respond. */
	evidence_details: z.object({ due_by: z.number().nullish() }).nullish(),
	evidence: z.object({ customer_email_address: optionalLabel }).nullish(),
});
export type DisputeAnswer = z.infer<typeof dispute>;

/** Of each kind of payment only what tells one from another: `{type: "card", card: {brand, last4}}`. */
const method = z
	.looseObject({ type: z.string() })
	.transform(({ type, ...rest }) => ({ type, ...inner.parse(Object.hasOwn(rest, type) ? rest[type] : undefined) }));
const inner = z
	.object({ brand: optionalLabel, last4: optionalLabel, bank_name: optionalLabel })
	.catch({ brand: undefined, last4: undefined, bank_name: undefined });

/** https://docs.stripe.com/api/charges/object; refunds come only where they are asked for. */
export const charge = z.object({
	id: idText,
	amount,
	amount_refunded: amount,
	currency,
	created: epoch,
	livemode: z.boolean(),
	status: z.string(),
	captured: z.boolean(),
	disputed: z.boolean().nullish(),
	description: optionalLabel,
	failure_code: z.string().nullish(),
	failure_message: optionalLabel,
	outcome: z.object({ reason: z.string().nullish() }).nullish(),
	payment_intent: reference,
	payment_method_details: method.nullish(),
	receipt_number: optionalLabel,
	receipt_email: optionalLabel,
	billing_details: z.object({ email: optionalLabel, phone: optionalLabel }).nullish(),
	refunds: z
		.object({ data: optionalFirstOf(10, refund) })
		.nullish()
		.transform((list) => list?.data ?? []),
});
export type ChargeAnswer = z.infer<typeof charge>;

/** https://docs.stripe.com/api/customers/list, https://docs.stripe.com/api/customers/search */
export const customerList = z.object({
	data: firstOf(100, z.object({ id: idText, email: z.string().nullish(), phone: z.string().nullish() })),
});
/** https://docs.stripe.com/api/charges/list */
export const chargeList = z.object({ data: firstOf(100, charge) });
/** https://docs.stripe.com/api/disputes/list */
export const disputeList = z.object({ data: firstOf(10, dispute) });
/** Any list of which only that it can be read matters. */
export const anyList = z.object({ data: firstOf(1, z.unknown()) });

/** https://docs.stripe.com/api/errors */
export const errorAnswer = z.object({
	error: z.object({ code: z.string().nullish(), type: z.string().nullish(), message: z.string().nullish() }),
});
