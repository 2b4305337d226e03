// An order as a webhook tells it: the item for the card and the facts for the rules.
import type { Facts, Money } from "../../protocol/business-event.ts";
import type { Order } from "../../protocol/card.ts";
import type { VerifiedKeys } from "../connector.ts";
import { toMoney } from "../decimal-money.ts";
import { clean } from "../foreign-value.ts";
import { fulfilmentState, parcelState, paymentState, UNTRACKED } from "./order-state.ts";
import type { Fulfillment, OrderPayload } from "./payloads.ts";
import { orderHref } from "./settings.ts";

/** In the shop's currency: limits in rules are the business's, not the visitor's. */
export function totalOf(order: OrderPayload): Money | undefined {
	return toMoney(order.current_total_price ?? order.total_price ?? "", order.currency ?? "");
}

export function factsOf(order: OrderPayload): Facts {
	const total = totalOf(order);
	const tags = (order.tags ?? "")
		.split(",")
		.slice(0, 250)
		.map((tag) => clean(tag))
		.filter((tag) => tag !== "");
	const shipping = order.shipping_lines[0]?.title;
	const country = order.shipping_address?.country_code?.toUpperCase();
	const paymentState = clean(order.financial_status ?? "", 60).toLowerCase();
	return {
		...(total && { total }),
		...(tags.length > 0 && { tags }),
		...(shipping && { shipping }),
		...(country && /^[A-Z]{2}$/.test(country) && { country }),
		...(paymentState && { paymentState }),
	};
}

/**
 * By what stands in the customer's record, and its id with it. Where that is empty, by what was typed at the checkout: an id
 * beside it would make whoever owns that address the owner of all that this customer ever orders.
 */
export function customerOf({ customer, email, contact_email, phone }: OrderPayload): VerifiedKeys {
	const recorded = keysOf({ id: customer?.id, email: customer?.email, phone: customer?.phone });
	if (recorded.email || recorded.phone) return recorded;
	const typed = keysOf({ email: contact_email ?? email, phone });
	return typed.email || typed.phone ? typed : recorded;
}

export function keysOf(person: {
	id?: string | null | undefined;
	email?: string | undefined;
	phone?: string | undefined;
}): VerifiedKeys {
	return {
		...(person.email?.includes("@") && { email: person.email }),
		...(person.phone && { phone: person.phone }),
		...(person.id && { externalId: person.id }),
	};
}

/** undefined where the payload lacks what a card needs: the business can leave fields out of a webhook. */
export function itemOf(order: OrderPayload, shop: string, nowMs: number): Order | undefined {
	const total = totalOf(order);
	if (!total || !order.created_at || !order.name) return undefined;
	const parcels = order.fulfillments
		.filter(({ status }) => status !== "cancelled")
		.flatMap(toParcels)
		.slice(0, 20);
	const cancelledAt = order.cancelled_at;
	const refunded = refundedOf(order, total.currency);
	return {
		type: "order",
		id: order.id,
		reference: order.name,
		href: orderHref(shop, order.id),
		placedAt: order.created_at,
		total,
		payment: paymentState(order.financial_status),
		fulfilment: fulfilmentState(order.fulfillment_status, cancelledAt !== undefined, parcels, nowMs),
		...(cancelledAt && { cancelledAt }),
		...(refunded && { refunded }),
		lines: order.line_items.map(({ title, quantity, current_quantity }) => ({
			title,
			quantity: current_quantity ?? quantity,
		})),
		parcels,
	};
}

/** What successful refunds gave back; undefined for none. Other currencies (the visitor's) are not added up. */
export function refundedIn(
	transactions: OrderPayload["refunds"][number]["transactions"],
	currency?: string,
): Money | undefined {
	const amounts = transactions
		.filter(({ kind, status }) => kind === "refund" && (status ?? "success") === "success")
		.flatMap((transaction) => toMoney(transaction.amount, transaction.currency ?? currency ?? "") ?? []);
	const inCurrency = currency ?? amounts[0]?.currency;
	const amount = amounts.filter((money) => money.currency === inCurrency).reduce((sum, money) => sum + money.amount, 0);
	return inCurrency && amount > 0 && Number.isSafeInteger(amount) ? { amount, currency: inCurrency } : undefined;
}

function refundedOf(order: OrderPayload, currency: string): Money | undefined {
	return refundedIn(
		order.refunds.flatMap(({ transactions }) => transactions),
		currency,
	);
}

function toParcels(shipment: Fulfillment): Order["parcels"] {
	const state = parcelState(shipment.shipment_status);
	const numbers =
		shipment.tracking_numbers.length > 0 ? shipment.tracking_numbers : [shipment.tracking_number ?? UNTRACKED];
	return numbers.map((number, index) => {
		const href = shipment.tracking_urls[index] ?? shipment.tracking_url;
		return {
			number,
			...(shipment.tracking_company && { carrier: shipment.tracking_company }),
			...(href && { href }),
			...(state && { state }),
		};
	});
}
