// Topics about orders and their money.
import type { BusinessEventKind } from "../../protocol/business-event.ts";
import type { Translated } from "../connector.ts";
import { inWords, toMoney } from "../decimal-money.ts";
import { clean } from "../foreign-value.ts";
import { customerOf, factsOf, itemOf, refundedIn, totalOf } from "./order-payload.ts";
import { dispute, order, orderEdit, refund } from "./payloads.ts";
import { about, type Context, OLDEST, type Reading, versionOf } from "./reading.ts";
import { orderHref } from "./settings.ts";

export function orderReading(kind: BusinessEventKind, verb: string): Reading {
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

export function readEdit(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = orderEdit.safeParse(payload);
	if (!read.success) return undefined;
	const { order_id, created_at } = read.data.order_edit;
	return {
		...about("order.updated", "order", order_id, versionOf(created_at, head.occurredAt)),
		summary: `Order ${order_id} edited`,
		href: orderHref(settings.shop, order_id),
	};
}

export function readRefund(payload: unknown, { head, settings }: Context): Translated | undefined {
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
		parent: { objectType: "order", objectId: order_id },
	};
}

export function readDispute(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = dispute.safeParse(payload);
	if (!read.success) return undefined;
	const { id, order_id, amount, currency, initiated_at } = read.data;
	const total = toMoney(amount ?? "", currency ?? "");
	const what = head.topic === "disputes/create" ? "Payment disputed" : "Payment dispute changed";
	return {
		...about(
			head.topic === "disputes/create" ? "dispute.opened" : "other",
			"dispute",
			id,
			head.occurredAt ?? initiated_at ?? OLDEST,
		),
		reference: order_id ? `order ${order_id}` : `dispute ${id}`,
		summary: `${what}${total ? `, ${inWords(total)}` : ""}`,
		...(order_id && { href: orderHref(settings.shop, order_id), parent: { objectType: "order", objectId: order_id } }),
		facts: total ? { total } : {},
	};
}
