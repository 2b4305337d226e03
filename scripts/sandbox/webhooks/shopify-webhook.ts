// Shopify's webhooks: the REST-shaped payloads, the headers, the signature.
// https://shopify.dev/docs/apps/build/webhooks/delivery-structure (headers; base64 HMAC-SHA256 of the raw body, keyed
// with the app's client secret)
// https://shopify.dev/docs/api/webhooks/latest?reference=toml (sample payloads of orders/* and refunds/create)
import { createHmac, randomUUID } from "node:crypto";
import { type Business, type Customer, customerOf, decimal, type Order } from "../business.ts";
import { fulfillmentStatus, refundedCents, subtotalCents, totalCents } from "../orders.ts";
import { gid } from "../systems/shopify-objects.ts";
import type { Tenant } from "../tenants.ts";
import type { Dispatch } from "./dispatch.ts";

export type ShopifyTopic =
	| "orders/create"
	| "orders/paid"
	| "orders/fulfilled"
	| "orders/cancelled"
	| "orders/updated"
	| "refunds/create";

const API_VERSION = "2026-10";

/** `eventId` says what happened, `webhookId` which delivery of it; a repeated delivery repeats both. */
export function shopifyDispatch(
	tenant: Tenant,
	hook: { url: string; secret: string },
	topic: ShopifyTopic,
	payload: object,
	{ triggeredAt, eventId = randomUUID() }: { triggeredAt: string; eventId?: string | undefined },
): Dispatch {
	// Shopify's serializer escapes slashes: a receiver that signs its own re-serialized JSON fails.
	const body = JSON.stringify(payload).replaceAll("/", "\\/");
	const webhookId = randomUUID();
	return {
		system: "shopify",
		topic,
		eventId,
		webhookId,
		url: hook.url,
		headers: {
			"content-type": "application/json",
			"user-agent": "Shopify-Captain-Hook",
			"x-shopify-topic": topic,
			"x-shopify-hmac-sha256": createHmac("sha256", hook.secret).update(body).digest("base64"),
			"x-shopify-shop-domain": tenant.shopDomain,
			"x-shopify-api-version": API_VERSION,
			"x-shopify-webhook-id": webhookId,
			"x-shopify-event-id": eventId,
			// Nanoseconds, as Shopify writes it; this clock has milliseconds.
			"x-shopify-triggered-at": triggeredAt.replace("Z", "000000Z"),
			"x-shopify-name": "heddle",
		},
		body,
	};
}

export function orderPayload(business: Business, tenant: Tenant, order: Order): object {
	const customer = customerOf(business, order);
	const time = (instant: string): string => zoned(instant, tenant.utcOffset);
	const money = (cents: number): object => {
		const both = { amount: decimal(cents), currency_code: tenant.currency };
		return { shop_money: both, presentment_money: both };
	};
	const total = totalCents(order);
	const address = addressPayload(customer);
	return {
		id: order.id,
		admin_graphql_api_id: gid("Order", order.id),
		app_id: 580111,
		browser_ip: null,
		buyer_accepts_marketing: false,
		cancel_reason: order.cancelReason?.toLowerCase() ?? null,
		cancelled_at: order.cancelledAt && time(order.cancelledAt),
		closed_at: null,
		confirmed: true,
		contact_email: customer.email,
		created_at: time(order.createdAt),
		currency: tenant.currency,
		current_subtotal_price: decimal(Math.max(0, subtotalCents(order) - refundedCents(order))),
		current_total_price: decimal(total - refundedCents(order)),
		current_total_price_set: money(total - refundedCents(order)),
		customer_locale: customer.locale,
		email: customer.email,
		financial_status: order.financial.toLowerCase(),
		fulfillment_status: { UNFULFILLED: null, PARTIALLY_FULFILLED: "partial", FULFILLED: "fulfilled" }[
			fulfillmentStatus(order)
		],
		name: `#${order.number}`,
		note: order.note,
		note_attributes: [],
		number: order.number - 1000,
		order_number: order.number,
		order_status_url: `https://${tenant.shopDomain}/orders/${order.id}`,
		payment_gateway_names: ["shopify_payments"],
		phone: customer.phone,
		presentment_currency: tenant.currency,
		processed_at: time(order.createdAt),
		source_name: "web",
		subtotal_price: decimal(subtotalCents(order)),
		subtotal_price_set: money(subtotalCents(order)),
		tags: order.tags.join(", "),
		taxes_included: true,
		test: false,
		total_discounts: "0.00",
		total_line_items_price: decimal(subtotalCents(order)),
		total_outstanding: decimal(order.financial === "PENDING" ? total : 0),
		total_price: decimal(total),
		total_price_set: money(total),
		total_shipping_price_set: money(order.shipping.cents),
		total_tax: "0.00",
		updated_at: time(order.updatedAt),
		billing_address: address,
		customer: {
			id: customer.id,
			admin_graphql_api_id: gid("Customer", customer.id),
			email: customer.email,
			created_at: time(customer.createdAt),
			updated_at: time(order.updatedAt),
			first_name: customer.firstName,
			last_name: customer.lastName,
			state: "enabled",
			note: customer.note,
			verified_email: true,
			phone: customer.phone,
			tags: customer.tags.join(", "),
			currency: tenant.currency,
			default_address: address,
		},
		discount_codes: [],
		fulfillments: order.shipments.map((shipment, place) => ({
			id: shipment.id,
			admin_graphql_api_id: gid("Fulfillment", shipment.id),
			created_at: time(shipment.createdAt),
			name: `#${order.number}-F${place + 1}`,
			order_id: order.id,
			shipment_status: shipment.status.toLowerCase(),
			status: "success",
			tracking_company: shipment.carrier,
			tracking_number: shipment.trackingNumber,
			tracking_numbers: [shipment.trackingNumber],
			tracking_url: shipment.trackingUrl,
			tracking_urls: [shipment.trackingUrl],
			updated_at: time(shipment.updatedAt),
		})),
		line_items: order.lines.map((line) => ({
			id: line.id,
			admin_graphql_api_id: gid("LineItem", line.id),
			current_quantity: line.quantity,
			fulfillable_quantity: line.quantity - line.shipped,
			fulfillment_status: line.shipped === 0 ? null : line.shipped < line.quantity ? "partial" : "fulfilled",
			gift_card: false,
			name: line.title,
			price: decimal(line.unitCents),
			price_set: money(line.unitCents),
			quantity: line.quantity,
			requires_shipping: true,
			sku: line.sku,
			title: line.title,
			total_discount: "0.00",
			vendor: tenant.name,
		})),
		refunds: order.refunds.map((refund) => refundPayload(tenant, order, refund)),
		shipping_address: address,
		shipping_lines: [
			{
				id: order.id + 1,
				code: order.shipping.code,
				price: decimal(order.shipping.cents),
				price_set: money(order.shipping.cents),
				source: "shopify",
				title: order.shipping.title,
			},
		],
	};
}

export function refundPayload(tenant: Tenant, order: Order, refund: Order["refunds"][number]): object {
	const at = zoned(refund.createdAt, tenant.utcOffset);
	return {
		id: refund.id,
		admin_graphql_api_id: gid("Refund", refund.id),
		order_id: order.id,
		created_at: at,
		processed_at: at,
		note: refund.note,
		user_id: null,
		refund_line_items: [],
		order_adjustments: [],
		transactions: [
			{
				id: refund.id + 1,
				admin_graphql_api_id: gid("OrderTransaction", refund.id + 1),
				amount: decimal(refund.cents),
				created_at: at,
				currency: tenant.currency,
				gateway: "shopify_payments",
				kind: "refund",
				order_id: order.id,
				status: "success",
			},
		],
	};
}

function addressPayload(customer: Customer): object {
	const { street, zip, city, country, countryCode } = customer.address;
	return {
		first_name: customer.firstName,
		last_name: customer.lastName,
		name: `${customer.firstName} ${customer.lastName}`,
		address1: street,
		address2: null,
		city,
		zip,
		province: null,
		country,
		country_code: countryCode,
		phone: customer.phone,
		company: customer.contact?.company ?? null,
	};
}

/** REST payloads carry whole seconds in the shop's own time zone: "2026-11-23T07:10:00+01:00". */
function zoned(instant: string, utcOffset: string): string {
	const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(utcOffset) ?? [];
	const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
	return `${new Date(Date.parse(instant) + offsetMs).toISOString().slice(0, 19)}${utcOffset}`;
}
