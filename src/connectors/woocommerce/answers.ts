// What the REST API (wc/v3) answers, and webhooks carry: the same shapes.
import { z } from "zod";
import { toMoney } from "../decimal-money.ts";
import { clean, firstOf, idText, label, optionalFirstOf, optionalLabel, toInstant } from "../foreign-value.ts";
import { trackedIn } from "./tracking.ts";

/** `2026-11-22T08:15:30` of a field that ends in `_gmt`: UTC, without saying so. */
const gmt = z.string().transform((text, context) => {
	const utc = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text) ? toInstant(`${text}Z`) : undefined;
	if (utc) return utc;
	context.issues.push({ code: "custom", message: "a time without zone", input: text });
	return z.NEVER;
});
const optionalGmt = gmt.nullish().transform((at) => at ?? undefined);

const amount = z.string().regex(/^-?\d{1,18}(\.\d{0,18})?$/, "decimal text");

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties */
const properties = z.object({
	id: idText,
	/** Plugins may number otherwise than by id. */
	number: label,
	status: z.string().min(1),
	currency: z.string(),
	total: amount,
	customer_id: idText,
	payment_method: z.string().nullish(),
	date_created_gmt: gmt,
	date_modified_gmt: optionalGmt,
	date_paid_gmt: optionalGmt,
	date_completed_gmt: optionalGmt,
	billing: z.object({ email: z.string().nullish(), country: z.string().nullish() }),
	shipping: z.object({ country: z.string().nullish() }).nullish(),
	line_items: firstOf(50, z.object({ name: label, quantity: z.number() })),
	shipping_lines: optionalFirstOf(5, z.object({ method_title: optionalLabel })),
	/** `total` is negative. */
	refunds: firstOf(100, z.object({ total: amount })),
	/** What plugins keep with an order: only parcels are looked for, anything else may have any shape. */
	meta_data: z.unknown().transform(trackedIn),
});

/** Money is in the order's currency from here on; one that is no ISO code is drift. */
export const order = properties.transform(({ total, refunds, ...rest }, context) => {
	const money = toMoney(total, rest.currency);
	const back = refunds.map((refund) => toMoney(refund.total, rest.currency)?.amount ?? Number.NaN);
	const refunded = back.reduce((sum, one) => sum + Math.abs(one), 0);
	if (money && Number.isSafeInteger(refunded))
		return { ...rest, total: money, refunded: { amount: refunded, currency: money.currency } };
	context.issues.push({ code: "custom", message: "an amount of money", input: total, path: ["total"] });
	return z.NEVER;
});
export type OrderAnswer = z.infer<typeof order>;

/** The fields above, so that nothing else comes over the wire. https://developer.wordpress.org/rest-api/using-the-rest-api/global-parameters/#_fields */
export const ORDER_FIELDS = Object.keys(properties.shape).join(",");

export const orderList = firstOf(100, order);

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#customer-properties */
export const customer = z.object({
	id: idText,
	email: z.string(),
	first_name: optionalLabel,
	last_name: optionalLabel,
	date_modified_gmt: optionalGmt,
});
export const customerList = firstOf(100, z.object({ id: idText, email: z.string() }));

/** Of a thing that is no more: all that its webhook carries. */
export const bare = z.object({ id: idText });

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#errors */
export const refused = z.object({ code: z.string().transform((code) => clean(code, 80)) });
