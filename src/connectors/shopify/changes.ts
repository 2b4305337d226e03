// What the sweep's query answers: kept as Shopify writes it, since it goes on in the form of a webhook.
// https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Order
import { z } from "zod";
import { firstOf } from "../foreign-value.ts";

const shopMoney = z.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) });
const id = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().transform(String)]);
const when = z.iso.datetime({ offset: true });

const changedOrder = z.object({
	legacyResourceId: id,
	name: z.string(),
	email: z.string().nullish(),
	phone: z.string().nullish(),
	createdAt: when,
	updatedAt: when,
	cancelledAt: when.nullish(),
	currencyCode: z.string(),
	displayFinancialStatus: z.string().nullish(),
	displayFulfillmentStatus: z.string(),
	currentTotalPriceSet: shopMoney,
	tags: firstOf(250, z.string()),
	customer: z
		.object({
			legacyResourceId: id,
			defaultEmailAddress: z.object({ emailAddress: z.string().nullish() }).nullish(),
			defaultPhoneNumber: z.object({ phoneNumber: z.string().nullish() }).nullish(),
		})
		.nullish(),
	shippingAddress: z.object({ countryCodeV2: z.string().nullish() }).nullish(),
	shippingLine: z.object({ title: z.string() }).nullish(),
	lineItems: z.object({
		nodes: firstOf(50, z.object({ title: z.string(), quantity: z.number(), currentQuantity: z.number() })),
	}),
	fulfillments: firstOf(
		20,
		z.object({
			legacyResourceId: id,
			name: z.string().nullish(),
			status: z.string(),
			displayStatus: z.string().nullish(),
			trackingInfo: firstOf(
				20,
				z.object({ company: z.string().nullish(), number: z.string().nullish(), url: z.string().nullish() }),
			),
		}),
	),
	refunds: firstOf(20, z.object({ legacyResourceId: id, createdAt: when.nullish(), totalRefundedSet: shopMoney })),
});
export type ChangedOrder = z.infer<typeof changedOrder>;

export const changedOrders = z.object({
	data: z.object({
		orders: z.object({
			nodes: firstOf(250, changedOrder),
			pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().max(1_000).nullish() }),
		}),
	}),
});
