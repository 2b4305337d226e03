// What webhooks carry: resources in the shape of the REST Admin API. https://shopify.dev/docs/api/webhooks/2026-10
import { z } from "zod";
import { idText, label, optionalFirstOf, optionalHref, optionalInstant, optionalLabel } from "../foreign-value.ts";

const line = z.object({ title: label, quantity: z.number(), current_quantity: z.number().nullish() });
const person = z.object({ id: idText.nullish(), email: optionalLabel, phone: optionalLabel });

/** https://shopify.dev/docs/api/admin-rest/latest/resources/fulfillment */
export const fulfillment = z.object({
	id: idText,
	order_id: idText.nullish(),
	/** The order's name and a counter: #1042.1 */
	name: optionalLabel,
	email: optionalLabel,
	status: z.string().nullish(),
	shipment_status: z.string().nullish(),
	tracking_company: optionalLabel,
	tracking_number: optionalLabel,
	tracking_url: optionalHref,
	tracking_numbers: optionalFirstOf(20, label),
	tracking_urls: optionalFirstOf(20, optionalHref),
	created_at: optionalInstant,
	updated_at: optionalInstant,
});
export type Fulfillment = z.infer<typeof fulfillment>;

/** https://shopify.dev/docs/api/admin-rest/latest/resources/fulfillmentevent */
export const fulfillmentEvent = z.object({
	id: idText,
	order_id: idText.nullish(),
	fulfillment_id: idText,
	status: z.string(),
	estimated_delivery_at: optionalInstant,
	happened_at: optionalInstant,
	updated_at: optionalInstant,
});

/** https://shopify.dev/docs/api/admin-rest/latest/resources/refund */
export const refund = z.object({
	id: idText,
	order_id: idText,
	created_at: optionalInstant,
	transactions: optionalFirstOf(
		100,
		z.object({ kind: z.string(), status: z.string().nullish(), amount: z.string(), currency: z.string().nullish() }),
	),
});

/** https://shopify.dev/docs/api/admin-rest/latest/resources/order */
export const order = z.object({
	id: idText,
	name: optionalLabel,
	created_at: optionalInstant,
	updated_at: optionalInstant,
	cancelled_at: optionalInstant,
	currency: z.string().nullish(),
	total_price: z.string().nullish(),
	/** After edits and refunds; absent in older API versions. */
	current_total_price: z.string().nullish(),
	financial_status: z.string().nullish(),
	fulfillment_status: z.string().nullish(),
	/** "express, gift" */
	tags: z.string().nullish(),
	email: optionalLabel,
	contact_email: optionalLabel,
	phone: optionalLabel,
	customer: person.nullish(),
	shipping_lines: optionalFirstOf(5, z.object({ title: optionalLabel })),
	shipping_address: z.object({ country_code: z.string().nullish() }).nullish(),
	line_items: optionalFirstOf(50, line),
	fulfillments: optionalFirstOf(20, fulfillment),
	refunds: optionalFirstOf(50, z.object({ transactions: refund.shape.transactions })),
});
export type OrderPayload = z.infer<typeof order>;

/** https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderEditCommit; topic orders/edited */
export const orderEdit = z.object({
	order_edit: z.object({ order_id: idText, created_at: optionalInstant }),
});

/** https://shopify.dev/docs/api/admin-rest/latest/resources/customer */
export const customer = person.extend({
	id: idText,
	first_name: optionalLabel,
	last_name: optionalLabel,
	updated_at: optionalInstant,
});

/** https://shopify.dev/docs/api/admin-rest/latest/resources/dispute */
export const dispute = z.object({
	id: idText,
	order_id: idText.nullish(),
	amount: z.string().nullish(),
	currency: z.string().nullish(),
	initiated_at: optionalInstant,
});

/** What is left to say of a topic that is not read further. */
export const anything = z.object({
	id: idText.optional().catch(undefined),
	name: optionalLabel.catch(undefined),
	updated_at: optionalInstant.catch(undefined),
});
