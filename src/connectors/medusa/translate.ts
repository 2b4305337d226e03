// What the shop's subscriber tells, in canonical form. What cannot be read is kind `other`, never an exception.
import { z } from "zod";
import type { BusinessEventKind, Facts } from "../../protocol/business-event.ts";
import type { HookHead, Translated } from "../connector.ts";
import { inWords } from "../decimal-money.ts";
import { clean } from "../foreign-value.ts";
import { OLDEST, thingIn, unread } from "../unread.ts";
import { customer, type OrderAnswer, order } from "./answers.ts";
import { paymentWordOf, referenceOf, toOrder } from "./order.ts";
import { adminHref, type Settings } from "./settings.ts";

/** Medusa's own names. https://docs.medusajs.com/resources/references/events */
const ORDER_EVENTS = new Map<string, [kind: BusinessEventKind, what: string]>([
	["order.placed", ["order.created", "placed"]],
	["order.updated", ["order.updated", "changed"]],
	["order.completed", ["order.updated", "completed"]],
	["order.canceled", ["order.cancelled", "cancelled"]],
	["order.fulfillment_created", ["order.updated", "packed"]],
	["shipment.created", ["order.fulfilled", "sent"]],
	["delivery.created", ["delivery.delivered", "delivered"]],
	["payment.captured", ["order.paid", "paid"]],
	["payment.refunded", ["order.refunded", "refunded"]],
]);
const CUSTOMER_EVENTS = ["customer.created", "customer.updated"];

export const topics: readonly string[] = [...ORDER_EVENTS.keys(), ...CUSTOMER_EVENTS];

const message = z.object({ data: z.unknown() });

export function translate(head: HookHead, payload: unknown, settings: Settings): Translated {
	const data = message.safeParse(payload).data?.data;
	const told = ORDER_EVENTS.get(head.topic);
	const read = told ? readOrder(told, data, head, settings) : readCustomer(data, head, settings);
	return read ?? unread(head, thingIn(head));
}

function readOrder(
	[kind, what]: [BusinessEventKind, string],
	data: unknown,
	head: HookHead,
	settings: Settings,
): Translated | undefined {
	const read = order.safeParse(data);
	if (!read.success) return undefined;
	const reference = referenceOf(read.data);
	// After a refund Medusa's total is what is left: what came back says more.
	const money = kind === "order.refunded" ? `${inWords(read.data.refunded)} in all` : inWords(read.data.total);
	return {
		kind,
		objectType: "order",
		objectId: read.data.id,
		reference,
		summary: clean(`Order ${reference} ${what}, ${money}`, 500),
		href: adminHref(settings, "orders", read.data.id),
		// By its own parts, so that a sweep that finds this state says the same; else by when the sender read it.
		version: read.data.changedAt ?? head.occurredAt ?? read.data.updated_at,
		facts: factsOf(read.data),
		customer: keysOf(read.data.email),
		item: toOrder(read.data, settings),
	};
}

function factsOf(data: OrderAnswer): Facts {
	const country = data.shipping_address?.country_code?.toUpperCase() ?? "";
	const shipping = data.shipping_methods[0]?.name;
	return {
		total: data.total,
		...(shipping && { shipping }),
		...(/^[A-Z]{2}$/.test(country) && { country }),
		paymentState: paymentWordOf(data),
	};
}

function readCustomer(data: unknown, head: HookHead, settings: Settings): Translated | undefined {
	const read = CUSTOMER_EVENTS.includes(head.topic) ? customer.safeParse(data) : undefined;
	if (!read?.success) return undefined;
	const { id, email, first_name, last_name, updated_at } = read.data;
	return {
		kind: "customer.updated",
		objectType: "customer",
		objectId: id,
		reference: clean([first_name, last_name].filter(Boolean).join(" ") || `customer ${id}`, 120),
		summary: head.topic === "customer.created" ? "New customer in the shop" : "Customer changed in the shop",
		href: adminHref(settings, "customers", id),
		version: updated_at ?? head.occurredAt ?? OLDEST,
		facts: {},
		customer: keysOf(email),
	};
}

function keysOf(email: string | null | undefined): Translated["customer"] {
	return email && email.length <= 255 && email.includes("@") ? { email: clean(email) } : {};
}
