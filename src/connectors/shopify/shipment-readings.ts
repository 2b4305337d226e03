// Topics about parcels on their way.
import type { BusinessEventKind } from "../../protocol/business-event.ts";
import type { Translated } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { keysOf } from "./order-payload.ts";
import { parcelState } from "./order-state.ts";
import { fulfillment, fulfillmentEvent } from "./payloads.ts";
import { about, type Context, versionOf } from "./reading.ts";
import { orderHref } from "./settings.ts";

export function readFulfillment(payload: unknown, { head, settings }: Context): Translated | undefined {
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
		...(order_id && { href: orderHref(settings.shop, order_id), parent: { objectType: "order", objectId: order_id } }),
		customer: keysOf({ email }),
	};
}

export function readFulfillmentEvent(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = fulfillmentEvent.safeParse(payload);
	if (!read.success) return undefined;
	const { id, order_id, fulfillment_id, status, happened_at, updated_at } = read.data;
	const reference = order_id ? `order ${order_id}` : `shipment ${fulfillment_id}`;
	return {
		...about(shipmentKind(status), "fulfillment_event", id, versionOf(updated_at ?? happened_at, head.occurredAt)),
		reference,
		summary: clean(`Shipment of ${reference}: ${parcelState(status)?.label.toLowerCase() ?? "changed"}`, 500),
		...(order_id && { href: orderHref(settings.shop, order_id), parent: { objectType: "order", objectId: order_id } }),
	};
}

function shipmentKind(status: string | null | undefined): BusinessEventKind {
	if (status === "delivered") return "delivery.delivered";
	return status === "delayed" ? "delivery.delayed" : "delivery.updated";
}
