// What happened to an order, told from how it stands: the event that the shop's subscriber would have sent.
import type { Order } from "../../protocol/card.ts";
import type { Span } from "../connector.ts";
import { newestOf, type OrderAnswer } from "./answers.ts";
import { CAPTURED, DELIVERED, SENT, statesOf } from "./order.ts";

/** Of an order that nothing is known of: by when its parts changed. */
export function topicIn(order: OrderAnswer, { afterMs }: Span): string {
	const isSince = (at: string | undefined) => at !== undefined && Date.parse(at) > afterMs;
	if (isSince(order.canceled_at)) return "order.canceled";
	if (isSince(order.created_at)) return "order.placed";
	const happened: [topic: string, at: string | undefined][] = [
		["delivery.created", newestOf(order.fulfillments.map(({ delivered_at }) => delivered_at))],
		["shipment.created", newestOf(order.fulfillments.map(({ shipped_at }) => shipped_at))],
	];
	if (order.refunded.amount > 0) happened.push(["payment.refunded", order.paidAt]);
	else if (CAPTURED.includes(order.payment_status)) happened.push(["payment.captured", order.paidAt]);
	const since = happened.filter(([, at]) => isSince(at));
	const newest = newestOf(since.map(([, at]) => at));
	return since.find(([, at]) => at === newest)?.[0] ?? "order.updated";
}

/** Of an order that is known: by how it stood. */
export function topicBeside(order: OrderAnswer, last: Order): string {
	const { payment, fulfilment } = statesOf(order);
	const isOtherwise = payment.label !== last.payment.label;
	const isElsewhere = fulfilment.label !== last.fulfilment.label;
	if (order.status === "canceled" && !last.cancelledAt) return "order.canceled";
	if (order.refunded.amount > (last.refunded?.amount ?? 0)) return "payment.refunded";
	if (isOtherwise && CAPTURED.includes(order.payment_status)) return "payment.captured";
	if (isElsewhere && DELIVERED.includes(order.fulfillment_status)) return "delivery.created";
	if (isElsewhere && SENT.includes(order.fulfillment_status)) return "shipment.created";
	return "order.updated";
}
