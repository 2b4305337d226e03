// What the GraphQL Admin API answers. https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Order
import { z } from "zod";
import { toMoney } from "../decimal-money.ts";
import {
	firstOf,
	instant,
	label,
	optionalFirstOf,
	optionalHref,
	optionalInstant,
	optionalLabel,
} from "../foreign-value.ts";

const money = z
	.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) })
	.transform(({ shopMoney }, context) => {
		const exact = toMoney(shopMoney.amount, shopMoney.currencyCode);
		if (exact) return exact;
		context.issues.push({ code: "custom", message: "no amount of money", input: shopMoney });
		return z.NEVER;
	});

const orderNode = z.object({
	/** gid://shopify/Order/450789469 → 450789469 */
	id: z
		.string()
		.regex(/^gid:\/\/shopify\/Order\/\d{1,20}(\?.*)?$/)
		.transform((gid) => gid.replace(/^.*\/(\d+).*$/, "$1")),
	name: label,
	createdAt: instant,
	cancelledAt: optionalInstant,
	displayFinancialStatus: z.string().nullable(),
	displayFulfillmentStatus: z.string(),
	currentTotalPriceSet: money,
	totalRefundedSet: money,
	lineItems: z.object({ nodes: firstOf(50, z.object({ title: label, quantity: z.number() })) }),
	fulfillments: firstOf(
		20,
		z.object({
			displayStatus: z.string().nullish(),
			estimatedDeliveryAt: optionalInstant,
			trackingInfo: firstOf(20, z.object({ company: optionalLabel, number: optionalLabel, url: optionalHref })),
		}),
	),
});
export type OrderNode = z.infer<typeof orderNode>;

/** gid://shopify/Customer/544365967 → 544365967, as webhooks call them. Not needed for the card: what is no such id is left out. */
const customerGid = z
	.string()
	.regex(/^gid:\/\/shopify\/Customer\/\d{1,20}$/)
	.transform((gid) => gid.slice(gid.lastIndexOf("/") + 1))
	.optional()
	.catch(undefined);

export const customerAnswer = z.object({
	data: z.object({
		customerByIdentifier: z.object({ id: customerGid, orders: z.object({ nodes: firstOf(50, orderNode) }) }).nullable(),
	}),
});

export const shopAnswer = z.object({
	data: z.object({
		shop: z.object({ name: label }),
		currentAppInstallation: z.object({ accessScopes: firstOf(500, z.object({ handle: z.string() })) }),
	}),
});

/**
 * Errors come with status 200. `extensions.cost` says when points for the query are back.
 * https://shopify.dev/docs/api/admin-graphql/latest#status_and_error_codes, https://shopify.dev/docs/api/usage/limits
 */
export const errorsAnswer = z.object({
	errors: optionalFirstOf(
		20,
		z.object({
			message: z.string().catch(""),
			extensions: z.object({ code: z.string().nullish(), requiredAccess: z.string().nullish() }).nullish().catch(null),
		}),
	),
	extensions: z
		.object({
			cost: z.object({
				requestedQueryCost: z.number(),
				throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
			}),
		})
		.nullish()
		.catch(null),
});
export type ErrorsAnswer = z.infer<typeof errorsAnswer>;
