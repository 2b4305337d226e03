// The business as Shopify's GraphQL objects; fields with arguments are functions, as graphql-js calls them.
import { GraphQLError } from "graphql";
import { type Business, type Customer, customerOf, decimal, fullName, type Order } from "../business.ts";
import { fulfillmentStatus, refundedCents, subtotalCents, totalCents } from "../orders.ts";
import type { Tenant } from "../tenants.ts";

type Page = {
	first?: number | null;
	last?: number | null;
	after?: string | null;
	before?: string | null;
	reverse?: boolean | null;
};
type OrderPage = Page & { query?: string | null; sortKey?: string };

/** https://shopify.dev/docs/api/usage/pagination-graphql: at most 250 a page. */
const MAX_PAGE = 250;

export function rootOf(business: Business, tenant: Tenant) {
	const customer = (found: Customer | undefined) => found && customerObject(business, tenant, found);
	const order = (found: Order | undefined) => found && orderObject(business, tenant, found);
	return {
		shop: {
			id: gid("Shop", business.customers[0]?.id ?? 0),
			name: tenant.name,
			email: tenant.shopEmail,
			myshopifyDomain: tenant.shopDomain,
			currencyCode: tenant.currency,
			ianaTimezone: tenant.utcOffset === "+00:00" ? "Europe/London" : "Europe/Berlin",
			plan: { publicDisplayName: "Basic", partnerDevelopment: false, shopifyPlus: false },
		},
		currentAppInstallation: {
			id: gid("AppInstallation", 611_000_001),
			app: { id: gid("App", 511_000_001), title: "Heddle" },
			accessScopes: ["read_customers", "read_orders", "read_fulfillments"].map((handle) => ({
				handle,
				description: handle.replace("_", " "),
			})),
		},
		customer: ({ id }: { id: string }) => customer(business.customers.find((one) => gid("Customer", one.id) === id)),
		customerByIdentifier: ({
			identifier,
		}: {
			identifier: { id?: string; emailAddress?: string; phoneNumber?: string };
		}) =>
			customer(
				business.customers.find(
					(one) =>
						gid("Customer", one.id) === identifier.id ||
						one.email.toLowerCase() === identifier.emailAddress?.trim().toLowerCase() ||
						(one.phone !== null && one.phone === identifier.phoneNumber?.replaceAll(/[^+\d]/g, "")),
				),
			),
		order: ({ id }: { id: string }) => order(business.orders.find((one) => gid("Order", one.id) === id)),
		orders: (page: OrderPage) => orderConnection(business, tenant, business.orders, page),
	};
}

function customerObject(business: Business, tenant: Tenant, customer: Customer) {
	const orders = business.orders.filter(({ customerId }) => customerId === customer.id);
	const newest = orders.at(-1);
	const spent = orders
		.filter(({ cancelledAt }) => !cancelledAt)
		.reduce((sum, order) => sum + totalCents(order) - refundedCents(order), 0);
	return {
		id: gid("Customer", customer.id),
		legacyResourceId: String(customer.id),
		firstName: customer.firstName,
		lastName: customer.lastName,
		displayName: fullName(customer),
		email: customer.email,
		phone: customer.phone,
		defaultEmailAddress: { emailAddress: customer.email },
		defaultPhoneNumber: customer.phone && { phoneNumber: customer.phone },
		defaultAddress: address(customer),
		locale: customer.locale,
		note: customer.note,
		tags: customer.tags,
		state: "ENABLED",
		verifiedEmail: true,
		numberOfOrders: String(orders.length),
		amountSpent: { amount: decimal(spent), currencyCode: tenant.currency },
		lastOrder: () => newest && orderObject(business, tenant, newest),
		createdAt: seconds(customer.createdAt),
		updatedAt: seconds(newest?.updatedAt ?? customer.createdAt),
		orders: (page: OrderPage) => orderConnection(business, tenant, orders, page),
	};
}

function orderObject(business: Business, tenant: Tenant, order: Order) {
	const money = (cents: number) => {
		const both = { amount: decimal(cents), currencyCode: tenant.currency };
		return { shopMoney: both, presentmentMoney: both };
	};
	const customer = customerOf(business, order);
	const total = totalCents(order);
	const refunded = refundedCents(order);
	return {
		id: gid("Order", order.id),
		legacyResourceId: String(order.id),
		name: `#${order.number}`,
		number: order.number,
		email: customer.email,
		phone: customer.phone,
		createdAt: seconds(order.createdAt),
		updatedAt: seconds(order.updatedAt),
		processedAt: seconds(order.createdAt),
		cancelledAt: order.cancelledAt && seconds(order.cancelledAt),
		cancelReason: order.cancelReason,
		closedAt: null,
		closed: false,
		confirmed: true,
		test: false,
		currencyCode: tenant.currency,
		displayFinancialStatus: order.financial,
		displayFulfillmentStatus: fulfillmentStatus(order),
		fullyPaid: order.financial !== "PENDING" && order.financial !== "VOIDED",
		currentSubtotalPriceSet: money(Math.max(0, subtotalCents(order) - refunded)),
		currentTotalPriceSet: money(total - refunded),
		subtotalPriceSet: money(subtotalCents(order)),
		totalPriceSet: money(total),
		totalShippingPriceSet: money(order.shipping.cents),
		totalRefundedSet: money(refunded),
		totalOutstandingSet: money(order.financial === "PENDING" ? total : 0),
		paymentGatewayNames: order.tags.includes("net30") ? ["manual"] : ["shopify_payments"],
		statusPageUrl: `https://${tenant.shopDomain}/orders/${order.id}`,
		tags: order.tags,
		note: order.note,
		customer: () => customerObject(business, tenant, customer),
		shippingAddress: address(customer),
		shippingLine: {
			id: gid("ShippingLine", order.id),
			title: order.shipping.title,
			code: order.shipping.code,
			source: "shopify",
			originalPriceSet: money(order.shipping.cents),
		},
		lineItems: (page: Page) =>
			connect(
				order.lines.map((line) => ({
					id: gid("LineItem", line.id),
					title: line.title,
					name: line.title,
					sku: line.sku,
					variantTitle: null,
					quantity: line.quantity,
					currentQuantity: line.quantity,
					unfulfilledQuantity: line.quantity - line.shipped,
					originalUnitPriceSet: money(line.unitCents),
					originalTotalSet: money(line.unitCents * line.quantity),
				})),
				page,
				"lineItems",
			),
		fulfillments: ({ first }: { first?: number | null }) =>
			order.shipments.slice(0, first ?? undefined).map((shipment, place) => ({
				id: gid("Fulfillment", shipment.id),
				legacyResourceId: String(shipment.id),
				name: `#${order.number}-F${place + 1}`,
				status: shipment.status === "CANCELED" ? "CANCELLED" : "SUCCESS",
				displayStatus: shipment.status,
				createdAt: seconds(shipment.createdAt),
				updatedAt: seconds(shipment.updatedAt),
				deliveredAt: shipment.deliveredAt && seconds(shipment.deliveredAt),
				estimatedDeliveryAt: shipment.estimatedDeliveryAt && seconds(shipment.estimatedDeliveryAt),
				inTransitAt: seconds(shipment.createdAt),
				totalQuantity: shipment.quantity,
				trackingInfo: [{ company: shipment.carrier, number: shipment.trackingNumber, url: shipment.trackingUrl }],
			})),
		refunds: ({ first }: { first?: number | null }) =>
			order.refunds.slice(0, first ?? undefined).map((refund) => ({
				id: gid("Refund", refund.id),
				legacyResourceId: String(refund.id),
				createdAt: seconds(refund.createdAt),
				updatedAt: seconds(refund.createdAt),
				note: refund.note,
				totalRefundedSet: money(refund.cents),
			})),
	};
}

function orderConnection(business: Business, tenant: Tenant, orders: Order[], page: OrderPage) {
	const key =
		{
			CREATED_AT: (order: Order) => order.createdAt,
			PROCESSED_AT: (order: Order) => order.createdAt,
			UPDATED_AT: (order: Order) => order.updatedAt,
			TOTAL_PRICE: totalCents,
		}[page.sortKey ?? "ID"] ?? ((order: Order) => order.id);
	const sorted = searched(orders, page.query ?? "").sort((one, other) =>
		key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0,
	);
	return connect(
		sorted.map((order) => orderObject(business, tenant, order)),
		page,
		"orders",
	);
}

/** https://shopify.dev/docs/api/usage/search-syntax: terms joined by AND; filters that the field lacks are ignored. */
function searched(orders: Order[], query: string): Order[] {
	const terms = [...query.matchAll(/(\w+):(<=|>=|<|>)?(?:'([^']*)'|"([^"]*)"|(\S+))/g)];
	return orders.filter((order) =>
		terms.every(([, field, comparison, ...quoted]) => {
			const value = quoted.find((text) => text !== undefined) ?? "";
			if (field === "name") return `#${order.number}` === value || String(order.number) === value;
			if (field === "customer_id") return String(order.customerId) === value;
			if (field === "tag") return order.tags.includes(value);
			if (field !== "created_at" && field !== "updated_at") return true;
			const held = Date.parse(field === "created_at" ? order.createdAt : order.updatedAt);
			const limit = Date.parse(value);
			if (comparison === ">") return held > limit;
			if (comparison === ">=") return held >= limit;
			if (comparison === "<") return held < limit;
			if (comparison === "<=") return held <= limit;
			return held === limit;
		}),
	);
}

/** A cursor is the node's place in base64: opaque to callers, as documented. */
function connect<Node>(nodes: Node[], { first, last, after, before, reverse }: Page, field: string) {
	if ((first ?? null) === null && (last ?? null) === null) {
		throw new GraphQLError(`you must provide one of first or last`, { extensions: { code: "BAD_REQUEST" } });
	}
	if ((first ?? 0) > MAX_PAGE || (last ?? 0) > MAX_PAGE) {
		throw new GraphQLError(`${field} supports at most ${MAX_PAGE} objects a page`, {
			extensions: { code: "BAD_REQUEST" },
		});
	}
	const ordered = (reverse ? [...nodes].reverse() : nodes).map((node, place) => ({
		node,
		cursor: btoa(`place:${place}`),
	}));
	const from = after ? ordered.findIndex(({ cursor }) => cursor === after) + 1 : 0;
	const until = before ? ordered.findIndex(({ cursor }) => cursor === before) : ordered.length;
	const range = ordered.slice(from, until);
	const edges = (first ?? null) === null ? range.slice(-(last ?? 0)) : range.slice(0, first ?? 0);
	const start = edges[0] ? ordered.indexOf(edges[0]) : from;
	return {
		edges,
		nodes: edges.map(({ node }) => node),
		pageInfo: {
			hasNextPage: start + edges.length < ordered.length,
			hasPreviousPage: start > 0,
			startCursor: edges[0]?.cursor ?? null,
			endCursor: edges.at(-1)?.cursor ?? null,
		},
	};
}

function address(customer: Customer) {
	const { street, zip, city, country, countryCode } = customer.address;
	return {
		address1: street,
		address2: null,
		city,
		zip,
		country,
		countryCodeV2: countryCode,
		name: fullName(customer),
		phone: customer.phone,
		formatted: ({ withName }: { withName?: boolean }) => [
			...(withName ? [fullName(customer)] : []),
			street,
			`${zip} ${city}`,
			country,
		],
	};
}

export function gid(type: string, id: number): string {
	return `gid://shopify/${type}/${id}`;
}

/** GraphQL's DateTime comes in whole seconds, UTC. */
function seconds(instant: string): string {
	return instant.replace(/\.\d+Z$/, "Z");
}
