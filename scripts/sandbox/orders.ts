// What can happen to an order and its delivery. Every change has its own instant.
import { type Business, type Customer, customerOf, type Delivery, type Order } from "./business.ts";

export type OrderLine = { sku: string; title: string; quantity: number; unitCents: number };
export type Placement = {
	customer: Customer;
	lines: OrderLine[];
	shipping: { title: string; cents: number };
	tags?: string[] | undefined;
	note?: string | null | undefined;
	trouble?: Order["trouble"] | undefined;
};

const DAY_MS = 86_400_000;
/** Promised days from order to door, first match; what the shop's pages say. */
const PROMISES: [shipping: RegExp, days: number][] = [
	[/international|spedition/i, 12],
	[/express|next day/i, 1],
	[/./, 4],
];

export function placeOrder(business: Business, placement: Placement, now: Date): Order {
	const at = instant(business, now);
	const order: Order = {
		id: takeId(business),
		number: business.nextOrderNumber++,
		customerId: placement.customer.id,
		createdAt: at,
		updatedAt: at,
		cancelledAt: null,
		cancelReason: null,
		financial: "PENDING",
		paidAt: null,
		lines: placement.lines.map((line) => ({ id: takeId(business), ...line, shipped: 0 })),
		shipping: {
			...placement.shipping,
			code: placement.shipping.title.toLowerCase().replaceAll(/\W+/g, "_"),
		},
		tags: placement.tags ?? [],
		note: placement.note ?? null,
		shipments: [],
		refunds: [],
		trouble: placement.trouble ?? null,
	};
	business.orders.push(order);
	business.deliveries.push({
		name: `MAT-DN-${at.slice(0, 4)}-${String(order.number).padStart(5, "0")}`,
		orderId: order.id,
		state: "draft",
		createdAt: at,
		modifiedAt: at,
		expectedOn: promisedOn(order),
		delayed: false,
		delayReason: null,
	});
	return order;
}

/** The day that the shop named when the order was placed. */
export function promisedOn({ createdAt, shipping }: Order): string {
	const days = PROMISES.find(([title]) => title.test(shipping.title))?.[1] ?? 0;
	return new Date(Date.parse(createdAt) + days * DAY_MS).toISOString().slice(0, 10);
}

export function payOrder(business: Business, order: Order, now: Date): void {
	order.updatedAt = instant(business, now);
	if (order.financial !== "PENDING") return;
	order.financial = "PAID";
	order.paidAt = order.updatedAt;
}

/** Ships `quantity` pieces (default: all that are left). */
export function shipOrder(
	business: Business,
	order: Order,
	now: Date,
	{ carrier = "DHL", quantity = unshipped(order) }: { carrier?: string; quantity?: number } = {},
): void {
	const at = instant(business, now);
	order.updatedAt = at;
	const delivery = deliveryOf(business, order);
	delivery.modifiedAt = at;
	delivery.state = "shipped";
	let left = quantity;
	for (const line of order.lines) {
		const now = Math.min(left, line.quantity - line.shipped);
		line.shipped += now;
		left -= now;
	}
	const id = takeId(business);
	const trackingNumber = `${carrier.slice(0, 2).toUpperCase()}${id}`;
	order.shipments.push({
		id,
		status: "IN_TRANSIT",
		createdAt: at,
		updatedAt: at,
		estimatedDeliveryAt: `${delivery.expectedOn}T17:00:00.000Z`,
		deliveredAt: null,
		carrier,
		trackingNumber,
		trackingUrl: `https://tracking.example/${trackingNumber}`,
		quantity: quantity - left,
	});
}

export function deliverOrder(business: Business, order: Order, now: Date): void {
	const at = instant(business, now);
	order.updatedAt = at;
	for (const shipment of order.shipments)
		Object.assign(shipment, { status: "DELIVERED", deliveredAt: at, updatedAt: at });
	Object.assign(deliveryOf(business, order), { state: "delivered", modifiedAt: at });
}

export function cancelOrder(business: Business, order: Order, now: Date): void {
	const at = instant(business, now);
	order.updatedAt = at;
	order.cancelledAt = at;
	order.cancelReason = "CUSTOMER";
	order.financial = order.financial === "PENDING" ? "VOIDED" : order.financial;
	Object.assign(deliveryOf(business, order), { state: "cancelled", modifiedAt: at });
}

/** Refunds `cents`, at most what is not refunded yet (the default). */
export function refundOrder(
	business: Business,
	order: Order,
	now: Date,
	cents = Number.POSITIVE_INFINITY,
	note: string | null = null,
): Order["refunds"][number] {
	const at = instant(business, now);
	const refund = {
		id: takeId(business),
		createdAt: at,
		note,
		cents: Math.min(cents, totalCents(order) - refundedCents(order)),
	};
	order.refunds.push(refund);
	order.updatedAt = at;
	order.financial = refundedCents(order) >= totalCents(order) ? "REFUNDED" : "PARTIALLY_REFUNDED";
	return refund;
}

/** A person in the shop edits the order: its tags and note. */
export function editOrder(
	business: Business,
	order: Order,
	now: Date,
	edit: { tags?: string[] | undefined; note?: string | undefined },
): void {
	order.updatedAt = instant(business, now);
	order.tags = edit.tags ?? order.tags;
	order.note = edit.note ?? order.note;
}

export function delayDelivery(business: Business, delivery: Delivery, now: Date, days: number, reason: string): void {
	delivery.modifiedAt = instant(business, now);
	delivery.expectedOn = new Date(Date.parse(delivery.expectedOn) + days * DAY_MS).toISOString().slice(0, 10);
	delivery.delayed = true;
	delivery.delayReason = reason;
	const order = business.orders.find(({ id }) => id === delivery.orderId);
	for (const shipment of order?.shipments ?? []) {
		if (shipment.status === "DELIVERED") continue;
		shipment.status = "DELAYED";
		shipment.estimatedDeliveryAt = `${delivery.expectedOn}T17:00:00.000Z`;
		shipment.updatedAt = delivery.modifiedAt;
	}
}

export function subtotalCents(order: Order): number {
	return order.lines.reduce((sum, line) => sum + line.unitCents * line.quantity, 0);
}

export function totalCents(order: Order): number {
	return subtotalCents(order) + order.shipping.cents;
}

export function refundedCents(order: Order): number {
	return order.refunds.reduce((sum, refund) => sum + refund.cents, 0);
}

export function deliveryOf(business: Business, order: Order): Delivery {
	const delivery = business.deliveries.find(({ orderId }) => orderId === order.id);
	if (!delivery) throw new Error(`order ${order.id} of ${customerOf(business, order).email} has no delivery`);
	return delivery;
}

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFulfillmentStatus (the part in use) */
export function fulfillmentStatus(order: Order): "UNFULFILLED" | "PARTIALLY_FULFILLED" | "FULFILLED" {
	if (unshipped(order) === 0) return "FULFILLED";
	return order.shipments.length > 0 ? "PARTIALLY_FULFILLED" : "UNFULFILLED";
}

function unshipped(order: Order): number {
	return order.lines.reduce((sum, line) => sum + line.quantity - line.shipped, 0);
}

function takeId(business: Business): number {
	return business.nextId++;
}

/** `now`, or one millisecond after the newest change where the clock has not moved on. */
export function instant(business: Business, now: Date): string {
	const at = new Date(Math.max(now.getTime(), Date.parse(business.changedAt) + 1)).toISOString();
	business.changedAt = at;
	return at;
}
