// Business events: what happens in a business, and the webhooks that tell Heddle about it.
import { z } from "zod";
import { type Business, customerByEmail, customerOf, type Delivery, type Order } from "./business.ts";
import {
	cancelOrder,
	delayDelivery,
	deliverOrder,
	editOrder,
	payOrder,
	placeOrder,
	refundOrder,
	shipOrder,
} from "./orders.ts";
import type { TenantState } from "./state.ts";
import { deliveryNote } from "./systems/erpnext-documents.ts";
import type { Tenant } from "./tenants.ts";
import type { Dispatch } from "./webhooks/dispatch.ts";
import { frappeDispatch } from "./webhooks/frappe-webhook.ts";
import { orderPayload, refundPayload, type ShopifyTopic, shopifyDispatch } from "./webhooks/shopify-webhook.ts";
import { stripeDispatch, stripeEvent } from "./webhooks/stripe-webhook.ts";

export const orderSteps = ["paid", "fulfilled", "delivered", "cancelled", "refunded", "updated"] as const;
export type OrderStep = (typeof orderSteps)[number];

export const NewOrder = z.object({
	/** E-mail of one of the shop's customers. */
	customer: z.string(),
	lines: z
		.array(z.object({ sku: z.string(), quantity: z.number().int().min(1).max(100).default(1) }))
		.min(1)
		.optional(),
	/** What the customer pays in all, shipping included; makes one line of that price. */
	total: z.coerce.number().positive().max(1_000_000).optional(),
	tags: z.array(z.string()).max(20).default([]),
	shippingTitle: z.string().min(1).max(80).default("Standard"),
	shippingPrice: z.coerce.number().min(0).max(1_000).default(0),
	note: z.string().max(500).nullable().default(null),
	/** Steps that follow at once; each sends its own webhook. */
	steps: z.array(z.enum(orderSteps)).max(10).default([]),
});
export type NewOrder = z.infer<typeof NewOrder>;

export const StepDetail = z.object({
	/** refunded: how much, default all that is left. */
	amount: z.coerce.number().positive().optional(),
	/** updated. */
	tags: z.array(z.string()).max(20).optional(),
	note: z.string().max(500).optional(),
});

export const Delay = z.object({
	/** Name of a Delivery Note; else the customer's newest open one; else the newest of all. */
	deliveryNote: z.string().optional(),
	customer: z.string().optional(),
	days: z.number().int().min(1).max(90).default(5),
	reason: z.string().min(1).max(200).default("Carrier backlog"),
});

/** A business that something happens to. `eventId`: what Shopify's event id shall be instead of a new one. */
export type Scene = {
	tenant: Tenant;
	state: Pick<TenantState, "business" | "hooks" | "stripeEvents">;
	now: Date;
	eventId?: string | undefined;
};
export type Refusal = { ok: false; status: 404 | 409 | 422; message: string };

export function orderPlaced(
	scene: Scene,
	wish: NewOrder,
): { ok: true; order: Order; dispatches: Dispatch[] } | Refusal {
	const { business } = scene.state;
	const customer = customerByEmail(business, wish.customer);
	if (!customer) return { ok: false, status: 422, message: `${scene.tenant.name} has no customer ${wish.customer}` };
	const lines = [];
	const shippingCents = Math.round(wish.shippingPrice * 100);
	if (wish.total !== undefined) {
		const unitCents = Math.round(wish.total * 100) - shippingCents;
		if (unitCents < 0) return { ok: false, status: 422, message: "the total is less than the shipping" };
		lines.push({ sku: "CUSTOM", title: "Made to order", quantity: 1, unitCents });
	}
	const [first] = scene.tenant.products;
	for (const { sku, quantity } of wish.lines ??
		(wish.total === undefined && first ? [{ sku: first.sku, quantity: 1 }] : [])) {
		const product = scene.tenant.products.find((one) => one.sku === sku);
		if (!product) return { ok: false, status: 422, message: `${scene.tenant.name} does not sell ${sku}` };
		lines.push({ sku, title: product.title, quantity, unitCents: product.cents });
	}
	const order = placeOrder(
		business,
		{
			customer,
			lines,
			shipping: { title: wish.shippingTitle, cents: shippingCents },
			tags: wish.tags,
			note: wish.note,
		},
		scene.now,
	);
	const dispatches = tell(scene, order, "orders/create");
	for (const step of wish.steps) {
		const next = orderMoved(scene, order, step, {});
		if (!next.ok) return next;
		dispatches.push(...next.dispatches);
	}
	return { ok: true, order, dispatches };
}

export function orderMoved(
	scene: Scene,
	order: Order,
	step: OrderStep,
	detail: z.infer<typeof StepDetail>,
): { ok: true; dispatches: Dispatch[] } | Refusal {
	const { business } = scene.state;
	const impossible = obstacle(order, step);
	if (impossible) return { ok: false, status: 409, message: `#${order.number} ${impossible}` };
	switch (step) {
		case "paid":
			payOrder(business, order, scene.now);
			return { ok: true, dispatches: tell(scene, order, "orders/paid") };
		case "fulfilled":
			shipOrder(business, order, scene.now);
			return { ok: true, dispatches: tell(scene, order, "orders/fulfilled") };
		case "delivered":
			deliverOrder(business, order, scene.now);
			return { ok: true, dispatches: tell(scene, order, "orders/updated") };
		case "cancelled":
			cancelOrder(business, order, scene.now);
			return { ok: true, dispatches: tell(scene, order, "orders/cancelled") };
		case "refunded": {
			const cents = detail.amount === undefined ? undefined : Math.round(detail.amount * 100);
			const refund = refundOrder(business, order, scene.now, cents, detail.note ?? null);
			return { ok: true, dispatches: tell(scene, order, "refunds/create", refundPayload(scene.tenant, order, refund)) };
		}
		case "updated":
			editOrder(business, order, scene.now, detail);
			return { ok: true, dispatches: tell(scene, order, "orders/updated") };
	}
}

export function deliveryDelayed(
	scene: Scene,
	wish: z.infer<typeof Delay>,
): { ok: true; delivery: Delivery; dispatches: Dispatch[] } | Refusal {
	const { business, hooks } = scene.state;
	const customer = wish.customer === undefined ? undefined : customerByEmail(business, wish.customer);
	if (wish.customer !== undefined && !customer)
		return { ok: false, status: 422, message: `no customer ${wish.customer}` };
	const delivery = business.deliveries.findLast(
		({ name, orderId, state }) =>
			(wish.deliveryNote === undefined || name === wish.deliveryNote) &&
			(!customer || business.orders.some(({ id, customerId }) => id === orderId && customerId === customer.id)) &&
			(state === "draft" || state === "shipped"),
	);
	if (!delivery) return { ok: false, status: 404, message: "no open delivery note fits" };
	const previousDay = delivery.expectedOn;
	delayDelivery(business, delivery, scene.now, wish.days, wish.reason);
	const document = deliveryNote(business, scene.tenant, delivery);
	return {
		ok: true,
		delivery,
		dispatches: hooks.erpnext ? [frappeDispatch(hooks.erpnext, document, previousDay)] : [],
	};
}

export const moneyTroubles = ["payment_failed", "refund_failed", "dispute_opened"] as const;

/** Of an order that was paid by card: the charge and its customer are Stripe's of that order. */
export function moneyTrouble(
	scene: Scene,
	order: Order,
	what: (typeof moneyTroubles)[number],
): { ok: true; dispatches: Dispatch[] } {
	const { business, hooks, stripeEvents } = scene.state;
	const event = stripeEvent(what, order, customerOf(business, order).email, scene.tenant.currency, scene.now);
	stripeEvents.push(event);
	return { ok: true, dispatches: hooks.stripe ? [stripeDispatch(hooks.stripe, event, scene.now)] : [] };
}

export function orderByKey(business: Business, key: string): Order | undefined {
	return business.orders.find(({ id, number }) => String(id) === key || String(number) === key.replace("#", ""));
}

function obstacle(order: Order, step: OrderStep): string | undefined {
	if (step === "updated") return undefined;
	if (order.cancelledAt && step !== "refunded") return "is cancelled";
	if (step === "paid" && order.financial !== "PENDING") return "is paid already";
	if (step === "fulfilled" && order.lines.every(({ shipped, quantity }) => shipped === quantity))
		return "is fulfilled already";
	if (step === "delivered" && order.shipments.length === 0) return "has not been shipped";
	if (step === "refunded" && order.financial === "REFUNDED") return "is refunded already";
	if (step === "refunded" && order.financial !== "PAID" && order.financial !== "PARTIALLY_REFUNDED")
		return "was never paid";
	return undefined;
}

function tell(scene: Scene, order: Order, topic: ShopifyTopic, payload?: object): Dispatch[] {
	const { business, hooks } = scene.state;
	if (!hooks.shopify) return [];
	return [
		shopifyDispatch(scene.tenant, hooks.shopify, topic, payload ?? orderPayload(business, scene.tenant, order), {
			triggeredAt: order.updatedAt,
			eventId: scene.eventId,
		}),
	];
}
