// Medusa's customers, orders and payments, from what the sandbox's businesses have. https://docs.medusajs.com/api/admin
import { type Business, type Customer, customerOf, type Order } from "../business.ts";
import { fulfillmentStatus, refundedCents, totalCents } from "../orders.ts";
import type { Tenant } from "../tenants.ts";

export function customerShape(customer: Customer) {
	return {
		id: customerId(customer),
		email: customer.email,
		first_name: customer.firstName,
		last_name: customer.lastName,
		company_name: customer.contact?.company ?? null,
		phone: customer.phone,
		has_account: customer.contact !== null,
		created_at: customer.createdAt,
		updated_at: customer.createdAt,
	};
}

export function orderShape(business: Business, tenant: Tenant, order: Order) {
	const customer = customerOf(business, order);
	return {
		id: `order_01K${String(order.id).padStart(23, "0")}`,
		display_id: order.number,
		custom_display_id: null,
		status: order.cancelledAt ? "canceled" : "pending",
		customer_id: customerId(customer),
		email: customer.email,
		currency_code: tenant.currency.toLowerCase(),
		// Major units: 12.5 is twelve and a half.
		total: totalCents(order) / 100,
		created_at: order.createdAt,
		updated_at: ownTimeOf(order),
		canceled_at: order.cancelledAt,
		payment_status: PAYMENT[order.financial],
		fulfillment_status: fulfilmentOf(order),
		items: order.lines.map(({ id, title, quantity, unitCents }) => ({
			id: `ordli_${id}`,
			title,
			variant_title: "Default variant",
			quantity,
			unit_price: unitCents / 100,
		})),
		fulfillments: order.shipments.map((shipment) => ({
			id: `ful_${shipment.id}`,
			packed_at: shipment.createdAt,
			shipped_at: shipment.createdAt,
			delivered_at: shipment.deliveredAt,
			canceled_at: shipment.status === "CANCELED" ? shipment.updatedAt : null,
			updated_at: shipment.updatedAt,
			labels: [{ tracking_number: shipment.trackingNumber, tracking_url: shipment.trackingUrl, label_url: "#" }],
		})),
		payment_collections: [collectionOf(order)],
		shipping_address: { country_code: customer.address.countryCode.toLowerCase() },
		shipping_methods: [{ name: order.shipping.title }],
	};
}

/** A payment that is captured leaves the order as it was; a refund, which is written off, does not. */
function ownTimeOf({ createdAt, updatedAt, paidAt, shipments }: Order): string {
	return updatedAt === paidAt ? newestOf([createdAt, ...shipments.map((one) => one.updatedAt)]) : updatedAt;
}

function collectionOf(order: Order) {
	const moved = order.refunds.map(({ createdAt }) => createdAt);
	return {
		id: `pay_col_${order.id}`,
		refunded_amount: refundedCents(order) / 100,
		updated_at: newestOf([order.paidAt ?? order.createdAt, ...moved]),
	};
}

/** One for each order that was paid. */
export function paymentShape(business: Business, tenant: Tenant, order: Order) {
	if (order.financial === "PENDING" || order.financial === "VOIDED") return [];
	const { id, created_at, updated_at } = orderShape(business, tenant, order);
	return [
		{
			id: `pay_${order.id}`,
			amount: totalCents(order) / 100,
			currency_code: tenant.currency.toLowerCase(),
			created_at: order.createdAt,
			updated_at: order.paidAt ?? order.createdAt,
			captured_at: order.paidAt ?? order.createdAt,
			payment_collection: { ...collectionOf(order), order: { id, created_at, updated_at } },
		},
	];
}

function newestOf(instants: string[]): string {
	return instants.toSorted().at(-1) ?? "";
}

const PAYMENT: Record<Order["financial"], string> = {
	PENDING: "awaiting",
	PAID: "captured",
	PARTIALLY_REFUNDED: "partially_refunded",
	REFUNDED: "refunded",
	VOIDED: "canceled",
};

function fulfilmentOf(order: Order): string {
	const sent = fulfillmentStatus(order);
	if (sent === "UNFULFILLED") return "not_fulfilled";
	const what = order.shipments.every(({ deliveredAt }) => deliveredAt) ? "delivered" : "shipped";
	return sent === "FULFILLED" ? what : `partially_${what}`;
}

function customerId({ id }: Customer): string {
	return `cus_01K${String(id).padStart(23, "0")}`;
}
