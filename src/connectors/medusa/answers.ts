// What the Admin API answers, and the shop's own sender carries: the same shapes. https://docs.medusajs.com/api/admin
import { z } from "zod";
import { toMoney } from "../decimal-money.ts";
import {
	firstOf,
	idText,
	instant,
	label,
	optionalFirstOf,
	optionalHref,
	optionalInstant,
	optionalLabel,
} from "../foreign-value.ts";

/** Medusa 2 counts in major units: 12.5 is twelve and a half. Digits beyond the sixth are noise of floats. */
const amount = z
	.union([z.number(), z.string()])
	.transform((value) => (typeof value === "number" ? value.toFixed(6) : value));

const parcel = z.object({
	shipped_at: optionalInstant,
	delivered_at: optionalInstant,
	canceled_at: optionalInstant,
	updated_at: optionalInstant,
	labels: optionalFirstOf(20, z.object({ tracking_number: optionalLabel, tracking_url: optionalHref })),
});

/** https://docs.medusajs.com/api/admin#orders_getorders */
const properties = z.object({
	id: idText,
	display_id: idText,
	/** A shop's own numbering, since 2.12. */
	custom_display_id: optionalLabel,
	status: z.string().min(1),
	payment_status: z.string().min(1),
	fulfillment_status: z.string().min(1),
	currency_code: z.string().transform((code) => code.toUpperCase()),
	total: amount,
	email: z.string().nullish(),
	created_at: instant,
	updated_at: instant,
	canceled_at: optionalInstant,
	items: firstOf(50, z.object({ title: label, variant_title: optionalLabel, quantity: z.number() })),
	fulfillments: optionalFirstOf(20, parcel),
	payment_collections: optionalFirstOf(
		20,
		z.object({ refunded_amount: amount.nullish(), updated_at: optionalInstant }),
	),
	shipping_address: z.object({ country_code: z.string().nullish() }).nullish(),
	shipping_methods: optionalFirstOf(5, z.object({ name: optionalLabel })),
});

/**
 * Money is exact from here on; a currency that is no ISO code is drift. `paidAt`: when money last moved, `changedAt`: when
 * any of it last changed, for a captured payment leaves the order's own time as it was; undefined where a part tells none.
 */
export const order = properties.transform(({ total, payment_collections, ...rest }, context) => {
	const money = toMoney(total, rest.currency_code);
	const back = payment_collections.map(({ refunded_amount }) => toMoney(refunded_amount ?? "0", rest.currency_code));
	const refunded = back.reduce((sum, one) => sum + (one?.amount ?? Number.NaN), 0);
	if (money && Number.isSafeInteger(refunded)) {
		const parts = [...payment_collections, ...rest.fulfillments].map(({ updated_at }) => updated_at);
		return {
			...rest,
			total: money,
			refunded: { amount: refunded, currency: money.currency },
			paidAt: newestOf(payment_collections.map(({ updated_at }) => updated_at)),
			changedAt: parts.includes(undefined) ? undefined : newestOf([rest.updated_at, ...parts]),
		};
	}
	context.issues.push({ code: "custom", message: "an amount of money", input: total, path: ["total"] });
	return z.NEVER;
});
export type OrderAnswer = z.infer<typeof order>;
export type ParcelAnswer = z.infer<typeof parcel>;

/** Of instants as they are written here, which sort as text. */
export function newestOf(instants: readonly (string | undefined)[]): string | undefined {
	return instants
		.filter((one) => one !== undefined)
		.toSorted()
		.at(-1);
}

/** The fields above, as the Admin API is asked for them. The two states are worked out by Medusa and always come. */
export const ORDER_FIELDS = [
	...["id", "display_id", "custom_display_id", "status", "currency_code", "total", "email"],
	...["created_at", "updated_at", "canceled_at", "items.title", "items.variant_title", "items.quantity"],
	...["fulfillments.shipped_at", "fulfillments.delivered_at", "fulfillments.canceled_at", "fulfillments.updated_at"],
	...["fulfillments.labels.tracking_number", "fulfillments.labels.tracking_url"],
	...["payment_collections.refunded_amount", "payment_collections.updated_at"],
	...["shipping_address.country_code", "shipping_methods.name"],
].join(",");

export const orderList = z.object({ orders: firstOf(100, order) });

/** One address may belong to two: an account, and a guest before it. https://docs.medusajs.com/api/admin#customers_getcustomers */
export const customerList = z.object({
	customers: firstOf(100, z.object({ id: idText, email: z.string().nullish() })),
});

export const customer = z.object({
	id: idText,
	email: z.string().nullish(),
	first_name: optionalLabel,
	last_name: optionalLabel,
	updated_at: optionalInstant,
});
