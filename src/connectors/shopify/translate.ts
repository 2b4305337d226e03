// A webhook in canonical form. Each topic has a reading; what none can read is kind `other`, never an exception.
import type { BusinessEventKind } from "../../protocol/business-event.ts";
import type { HookHead, Translated } from "../connector.ts";
import { inWords, toMoney } from "../decimal-money.ts";
import { clean } from "../foreign-value.ts";
import { customerOf, factsOf, itemOf, keysOf, refundedIn, totalOf } from "./order-payload.ts";
import { parcelState } from "./order-state.ts";
import { anything, customer, dispute, fulfillment, fulfillmentEvent, order, orderEdit, refund } from "./payloads.ts";
import { adminHref, orderHref, type Settings } from "./settings.ts";

interface Context {
	head: HookHead;
	settings: Settings;
	nowMs: number;
}
type Reading = (payload: unknown, context: Context) => Translated | undefined;

/** Without an instant of its own an event is older than every other: it never replaces what is known. */
const OLDEST = new Date(0).toISOString();

const READINGS = new Map<string, Reading>([
	["orders/create", orderReading("order.created", "placed")],
	["orders/updated", orderReading("order.updated", "changed")],
	["orders/paid", orderReading("order.paid", "paid")],
	["orders/cancelled", orderReading("order.cancelled", "cancelled")],
	["orders/fulfilled", orderReading("order.fulfilled", "shipped")],
	["orders/partially_fulfilled", orderReading("order.updated", "partly shipped")],
	["orders/edited", readEdit],
	["refunds/create", readRefund],
	["fulfillments/create", readFulfillment],
	["fulfillments/update", readFulfillment],
	["fulfillment_events/create", readFulfillmentEvent],
	["customers/create", readCustomer],
	["customers/update", readCustomer],
	["disputes/create", readDispute],
	["disputes/update", readDispute],
]);

/** What other topics are called in front of an agent. The last three are Shopify's mandatory privacy topics. */
const OTHERS = new Map([
	["app/uninstalled", "The Heddle app was removed from the shop: cards and events from it have ended"],
	["returns/request", "Return requested"],
	["customers/merge", "Two customers merged in the shop"],
	["customers/delete", "Customer deleted in the shop"],
	["customers/data_request", "Privacy: a customer asks for their data"],
	["customers/redact", "Privacy: a customer's data has to be erased"],
	["shop/redact", "Privacy: the shop's data has to be erased"],
]);

/** The topics to subscribe to. Others are accepted too, as kind `other`. */
export const topics: readonly string[] = [...READINGS.keys(), ...OTHERS.keys()];

export function translate(
	head: HookHead,
	payload: unknown,
	settings: Settings,
	nowMs: number = Date.now(),
): Translated {
	return READINGS.get(head.topic)?.(payload, { head, settings, nowMs }) ?? readAnything(payload, head);
}

function orderReading(kind: BusinessEventKind, verb: string): Reading {
	return (payload, { head, settings, nowMs }) => {
		const read = order.safeParse(payload);
		if (!read.success) return undefined;
		const { id, name = `order ${id}`, updated_at, shipping_lines } = read.data;
		const total = totalOf(read.data);
		const item = itemOf(read.data, settings.shop, nowMs);
		const shipping = shipping_lines[0]?.title;
		return {
			kind,
			objectType: "order",
			objectId: id,
			reference: clean(name, 120),
			summary: clean([`Order ${name} ${verb}`, total && inWords(total), shipping].filter(Boolean).join(", "), 500),
			href: orderHref(settings.shop, id),
			version: versionOf(updated_at, head.occurredAt),
			facts: factsOf(read.data),
			customer: customerOf(read.data),
			...(item && { item }),
		};
	};
}

function readEdit(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = orderEdit.safeParse(payload);
	if (!read.success) return undefined;
	const { order_id, created_at } = read.data.order_edit;
	return {
		...about("order.updated", "order", order_id, versionOf(created_at, head.occurredAt)),
		summary: `Order ${order_id} edited`,
		href: orderHref(settings.shop, order_id),
	};
}

function readRefund(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = refund.safeParse(payload);
	if (!read.success) return undefined;
	const { id, order_id, created_at, transactions } = read.data;
	const total = refundedIn(transactions);
	return {
		...about("order.refunded", "refund", id, versionOf(created_at, head.occurredAt)),
		// The payload does not carry the order's name (#1042), only its id.
		reference: `order ${order_id}`,
		summary: `Refund for order ${order_id}${total ? `, ${inWords(total)}` : ""}`,
		href: orderHref(settings.shop, order_id),
		facts: total ? { total } : {},
	};
}

function readFulfillment(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = fulfillment.safeParse(payload);
	if (!read.success) return undefined;
	const { id, order_id, name, email, shipment_status, tracking_company, updated_at, status } = read.data;
	const created = head.topic === "fulfillments/create";
	const reference = clean(name ?? (order_id ? `order ${order_id}` : `shipment ${id}`), 120);
	const state = status === "cancelled" ? "cancelled" : (parcelState(shipment_status)?.label.toLowerCase() ?? "shipped");
	return {
		...about(
			created ? "order.fulfilled" : shipmentKind(shipment_status),
			"fulfillment",
			id,
			versionOf(updated_at, head.occurredAt),
		),
		reference,
		summary: clean(`Shipment ${reference} ${state}${tracking_company ? `, ${tracking_company}` : ""}`, 500),
		...(order_id && { href: orderHref(settings.shop, order_id) }),
		customer: keysOf({ email }),
	};
}

function readFulfillmentEvent(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = fulfillmentEvent.safeParse(payload);
	if (!read.success) return undefined;
	const { id, order_id, fulfillment_id, status, happened_at, updated_at } = read.data;
	const reference = order_id ? `order ${order_id}` : `shipment ${fulfillment_id}`;
	return {
		...about(shipmentKind(status), "fulfillment_event", id, versionOf(updated_at ?? happened_at, head.occurredAt)),
		reference,
		summary: clean(`Shipment of ${reference}: ${parcelState(status)?.label.toLowerCase() ?? "changed"}`, 500),
		...(order_id && { href: orderHref(settings.shop, order_id) }),
	};
}

function shipmentKind(status: string | null | undefined): BusinessEventKind {
	if (status === "delivered") return "delivery.delivered";
	return status === "delayed" ? "delivery.delayed" : "delivery.updated";
}

function readCustomer(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = customer.safeParse(payload);
	if (!read.success) return undefined;
	const { id, first_name, last_name, updated_at } = read.data;
	const name = [first_name, last_name].filter(Boolean).join(" ");
	return {
		...about("customer.updated", "customer", id, versionOf(updated_at, head.occurredAt)),
		reference: clean(name || `customer ${id}`, 120),
		summary: head.topic === "customers/create" ? "New customer in the shop" : "Customer changed in the shop",
		href: adminHref(settings.shop, `customers/${encodeURIComponent(id)}`),
		customer: keysOf(read.data),
	};
}

function readDispute(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = dispute.safeParse(payload);
	if (!read.success) return undefined;
	const { id, order_id, amount, currency, initiated_at } = read.data;
	const total = toMoney(amount ?? "", currency ?? "");
	const what = head.topic === "disputes/create" ? "Payment disputed" : "Payment dispute changed";
	return {
		...about("other", "dispute", id, head.occurredAt ?? initiated_at ?? OLDEST),
		reference: order_id ? `order ${order_id}` : `dispute ${id}`,
		summary: `${what}${total ? `, ${inWords(total)}` : ""}`,
		...(order_id && { href: orderHref(settings.shop, order_id) }),
		facts: total ? { total } : {},
	};
}

function readAnything(payload: unknown, head: HookHead): Translated {
	const read = anything.safeParse(payload);
	const { id, name, updated_at } = read.success ? read.data : {};
	const objectType = clean(head.topic.split("/", 1)[0] ?? "", 60) || "unknown";
	return {
		...about("other", objectType, id ?? head.eventId, versionOf(updated_at, head.occurredAt)),
		reference: clean(name ?? (id ? `${objectType} ${id}` : head.topic), 120),
		summary: OTHERS.get(head.topic) ?? clean(head.topic, 500),
	};
}

/**
 * Payloads carry whole seconds, in which an order can be placed and paid; when the webhook was triggered says which came
 * first within that second, and no more: what was triggered later may still tell of an earlier state.
 */
function versionOf(updatedAt: string | undefined, triggeredAt: string | undefined): string {
	if (!updatedAt || !triggeredAt || !updatedAt.endsWith(".000Z")) return updatedAt ?? triggeredAt ?? OLDEST;
	const second = Date.parse(updatedAt);
	const after = Date.parse(triggeredAt) - second;
	return new Date(second + Math.min(Math.max(after, 0), 999)).toISOString();
}

function about(kind: BusinessEventKind, objectType: string, objectId: string, version: string): Translated {
	const id = clean(objectId, 120);
	const reference = clean(`${objectType.replaceAll("_", " ")} ${id}`, 120);
	return {
		kind,
		objectType,
		objectId: id,
		reference,
		summary: reference,
		version,
		facts: {},
		customer: {},
	};
}
