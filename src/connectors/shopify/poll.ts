// What changed in a shop while no webhook told of it: orders by their time of change, with their refunds, in the form of
// the webhooks that should have come. https://shopify.dev/docs/api/admin-graphql/latest/queries/orders
import { z } from "zod";
import type { Item } from "../../protocol/card.ts";
import type { Finding, FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { parse } from "../failure.ts";
import { type ChangedOrder, changedOrders } from "./changes.ts";
import { failureOfQuery, query } from "./lookup.ts";
import { paymentState } from "./order-state.ts";
import type { Settings } from "./settings.ts";

/** With 10 lines, 5 shipments and 5 refunds each below the 1,000 points that one query may cost, as in lookup.ts. */
const PAGE = 10;

const CHANGES = `query HeddleChanges($query: String!, $first: Int!, $after: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes {
      legacyResourceId
      name
      email
      phone
      createdAt
      updatedAt
      cancelledAt
      currencyCode
      displayFinancialStatus
      displayFulfillmentStatus
      currentTotalPriceSet { shopMoney { amount currencyCode } }
      tags
      customer { legacyResourceId defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
      shippingAddress { countryCodeV2 }
      shippingLine { title }
      lineItems(first: 10) { nodes { title quantity currentQuantity } }
      fulfillments(first: 5) {
        legacyResourceId
        name
        status
        displayStatus
        trackingInfo(first: 5) { company number url }
      }
      refunds(first: 5) { legacyResourceId createdAt totalRefundedSet { shopMoney { amount currencyCode } } }
    }
  }
}`;

export const poll: Poll<Settings> = {
	tells: "states",
	/** GraphQL's DateTime, as REST's: whole seconds. */
	precisionMs: 1_000,
	changedSince,
	besideLast: (finding, last) => withChange(finding, last),
};

async function changedSince(
	span: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
): Promise<Read<FoundPage>> {
	// Whole seconds: the search compares as finely as it writes. https://shopify.dev/docs/api/usage/search-syntax
	const search = `updated_at:>'${secondOf(span.afterMs)}' AND updated_at:<='${secondOf(span.untilMs)}'`;
	const variables = { query: search, first: PAGE, after: cursor ?? null };
	const answer = await query(CHANGES, settings, fetchSystem, variables);
	const failure = failureOfQuery(answer, settings);
	if (failure) return failure;
	const read = parse(changedOrders, answer.json, "Shopify");
	if (!read.ok) return read;
	const { nodes, pageInfo } = read.value.data.orders;
	const findings = nodes.flatMap((order) => [orderFound(order, span), ...refundsFound(order, span)]);
	return {
		ok: true,
		value: { findings, ...(pageInfo.hasNextPage && pageInfo.endCursor && { next: pageInfo.endCursor }) },
	};
}

function orderFound(order: ChangedOrder, { afterMs }: Span): Finding {
	const isSince = (at: string | null | undefined) => at != null && Date.parse(at) > afterMs;
	const topic = isSince(order.cancelledAt)
		? "orders/cancelled"
		: isSince(order.createdAt)
			? "orders/create"
			: "orders/updated";
	return { head: { topic, eventId: `${order.legacyResourceId} ${order.updatedAt}` }, payload: webhookOf(order) };
}

function refundsFound({ legacyResourceId, refunds }: ChangedOrder, { afterMs }: Span): Finding[] {
	return refunds
		.filter(({ createdAt }) => createdAt != null && Date.parse(createdAt) > afterMs)
		.map((refund) => ({
			head: { topic: "refunds/create", eventId: refund.legacyResourceId },
			payload: { id: refund.legacyResourceId, order_id: legacyResourceId, ...refundOf(refund) },
		}));
}

/** What happened between the state that is known and this one, by the webhook that would have told of it. */
function withChange(finding: Finding, last: Item): Finding {
	const read = z
		.object({ financial_status: z.string(), fulfillment_status: z.string().nullable() })
		.safeParse(finding.payload);
	if (finding.head.topic !== "orders/updated" || last.type !== "order" || !read.success) return finding;
	const { financial_status: financial, fulfillment_status: fulfilment } = read.data;
	const isNew = (label: string) => label !== paymentState(financial).label;
	if (financial === "paid" && isNew(last.payment.label)) return withTopic(finding, "orders/paid");
	if (fulfilment === "fulfilled" && NOT_YET.has(last.fulfilment.label)) return withTopic(finding, "orders/fulfilled");
	return finding;
}

/** Of order-state.ts: how an order stands before all of it has left. */
const NOT_YET = new Set([
	"Not shipped",
	"Partly shipped",
	"Requested from warehouse",
	"In progress",
	"Scheduled",
	"On hold",
]);

function withTopic({ head, payload }: Finding, topic: string): Finding {
	return { head: { ...head, topic }, payload };
}

/** The order as REST, and so a webhook, writes it. */
function webhookOf(order: ChangedOrder): object {
	const { customer, fulfillments, lineItems, shippingLine, shippingAddress } = order;
	return {
		id: order.legacyResourceId,
		name: order.name,
		created_at: order.createdAt,
		updated_at: order.updatedAt,
		cancelled_at: order.cancelledAt ?? null,
		currency: order.currencyCode,
		current_total_price: order.currentTotalPriceSet.shopMoney.amount,
		financial_status: order.displayFinancialStatus?.toLowerCase() ?? null,
		fulfillment_status: REST_FULFILMENT.get(order.displayFulfillmentStatus) ?? null,
		tags: order.tags.join(", "),
		email: order.email ?? null,
		contact_email: order.email ?? null,
		phone: order.phone ?? null,
		customer: customer && {
			id: customer.legacyResourceId,
			email: customer.defaultEmailAddress?.emailAddress ?? null,
			phone: customer.defaultPhoneNumber?.phoneNumber ?? null,
		},
		shipping_lines: shippingLine ? [{ title: shippingLine.title }] : [],
		shipping_address: shippingAddress && { country_code: shippingAddress.countryCodeV2 ?? null },
		line_items: lineItems.nodes.map(({ title, quantity, currentQuantity }) => ({
			title,
			quantity,
			current_quantity: currentQuantity,
		})),
		fulfillments: fulfillments.map((one) => ({
			id: one.legacyResourceId,
			order_id: order.legacyResourceId,
			name: one.name,
			status: one.status.toLowerCase(),
			shipment_status: one.displayStatus?.toLowerCase() ?? null,
			tracking_company: one.trackingInfo[0]?.company ?? null,
			tracking_numbers: one.trackingInfo.flatMap(({ number }) => number ?? []),
			tracking_urls: one.trackingInfo.map(({ url }) => url ?? null),
		})),
		refunds: order.refunds.map(refundOf),
	};
}

/** https://shopify.dev/docs/api/admin-rest/latest/resources/order: null, partial, fulfilled, restocked. */
const REST_FULFILMENT = new Map([
	["PARTIALLY_FULFILLED", "partial"],
	["FULFILLED", "fulfilled"],
	["RESTOCKED", "restocked"],
]);

function refundOf({ createdAt, totalRefundedSet: { shopMoney } }: ChangedOrder["refunds"][number]): object {
	const { amount, currencyCode: currency } = shopMoney;
	return { created_at: createdAt ?? null, transactions: [{ kind: "refund", status: "success", amount, currency }] };
}

function secondOf(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
