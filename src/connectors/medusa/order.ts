// An order on a card, in words and colour.
import type { Order, Tone } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import type { OrderAnswer, ParcelAnswer } from "./answers.ts";
import { adminHref, type Settings } from "./settings.ts";

type State = Order["payment"];

// https://docs.medusajs.com/resources/commerce-modules/order (payment and fulfillment statuses); the lists are
// PaymentStatus, FulfillmentStatus and OrderStatus of @medusajs/types 2.21.
const PAYMENT = words({
	not_paid: ["Not paid", "warn"],
	awaiting: ["Awaits payment", "warn"],
	authorized: ["Authorized", "neutral"],
	partially_authorized: ["Partly authorized", "warn"],
	captured: ["Paid", "good"],
	partially_captured: ["Partly paid", "warn"],
	partially_refunded: ["Partly refunded", "warn"],
	refunded: ["Refunded", "warn"],
	canceled: ["Payment cancelled", "neutral"],
	requires_action: ["Payment needs action", "bad"],
});
const FULFILMENT = words({
	not_fulfilled: ["To be sent", "neutral"],
	partially_fulfilled: ["Partly packed", "neutral"],
	fulfilled: ["Packed", "neutral"],
	partially_shipped: ["Partly sent", "neutral"],
	shipped: ["Sent", "neutral"],
	partially_delivered: ["Partly delivered", "neutral"],
	delivered: ["Delivered", "good"],
	canceled: ["Parcel cancelled", "warn"],
});
/** Medusa's words for payments and parcels by what has come to pass. */
export const CAPTURED: readonly string[] = ["captured", "partially_captured"];
export const SENT: readonly string[] = ["shipped", "partially_shipped"];
export const DELIVERED: readonly string[] = ["delivered", "partially_delivered"];
const ORDER = ["pending", "completed", "draft", "archived", "canceled", "requires_action"];

/** Medusa's words for the payment where rules have another. */
const SAME_WORD = new Map([
	["captured", "paid"],
	["not_paid", "pending"],
	["awaiting", "pending"],
]);

/** What stands for a parcel's number where the shop gave none. */
const UNTRACKED = "untracked";

/** `path`: where the order stands in the answer, for notices of unknown words. */
export function toOrder(one: OrderAnswer, settings: Settings, path = "", noteUnknown?: NoteUnknown): Order {
	const cancelled = one.status === "canceled";
	const cancelledAt = one.canceled_at ?? (cancelled ? one.updated_at : undefined);
	if (!ORDER.includes(one.status)) noteUnknown?.(`${path}status`, one.status, ORDER);
	return {
		type: "order",
		id: one.id,
		reference: referenceOf(one),
		href: adminHref(settings, "orders", one.id),
		placedAt: one.created_at,
		total: one.total,
		...statesOf(one, path, noteUnknown),
		...(cancelledAt && { cancelledAt }),
		...(one.refunded.amount > 0 && { refunded: one.refunded }),
		lines: one.items.map(({ title, variant_title, quantity }) => ({
			// Products without variants have one that is called so.
			title: variant_title && !/^default\b/i.test(variant_title) ? clean(`${title}, ${variant_title}`) : title,
			quantity,
		})),
		parcels: one.fulfillments.flatMap(toParcels).slice(0, 20),
	};
}

export function referenceOf({ display_id, custom_display_id }: OrderAnswer): string {
	return clean(custom_display_id ?? `#${display_id}`, 120);
}

/** The payment's state for rules, in the words that other shops use too. */
export function paymentWordOf({ payment_status }: OrderAnswer): string {
	return clean(SAME_WORD.get(payment_status) ?? payment_status, 60);
}

/** How payment and parcels stand on the card. */
export function statesOf(
	one: OrderAnswer,
	path = "",
	noteUnknown?: NoteUnknown,
): Pick<Order, "payment" | "fulfilment"> {
	return {
		payment: stateOf(PAYMENT, one.payment_status, `${path}payment_status`, noteUnknown),
		fulfilment: fulfilmentOf(one, path, noteUnknown),
	};
}

function fulfilmentOf(one: OrderAnswer, path: string, noteUnknown?: NoteUnknown): State {
	const own = stateOf(FULFILMENT, one.fulfillment_status, `${path}fulfillment_status`, noteUnknown);
	if (one.status === "canceled") return { label: "Cancelled", tone: "warn" };
	return one.status === "requires_action" ? { label: "Order needs action", tone: "bad" } : own;
}

function toParcels({ shipped_at, delivered_at, canceled_at, labels }: ParcelAnswer): Order["parcels"] {
	if (canceled_at) return [];
	const state = delivered_at
		? ({ label: "Delivered", tone: "good" } as const)
		: shipped_at
			? ({ label: "Sent", tone: "neutral" } as const)
			: undefined;
	// Packed and not handed over is no parcel yet; sent without a label is one all the same.
	const numbered = labels.filter(({ tracking_number }) => tracking_number);
	const shown = numbered.length > 0 ? numbered : state ? [{ tracking_number: UNTRACKED, tracking_url: undefined }] : [];
	return shown.map(({ tracking_number, tracking_url }) => ({
		number: tracking_number ?? UNTRACKED,
		...(tracking_url && { href: tracking_url }),
		...(state && { state }),
	}));
}

function stateOf(
	states: ReadonlyMap<string, State>,
	word: string,
	path: string,
	noteUnknown: NoteUnknown | undefined,
): State {
	const known = states.get(word);
	if (known) return known;
	noteUnknown?.(path, word, states.keys());
	return { label: clean(word.replaceAll("_", " ")) || "Unknown", tone: "neutral" };
}

function words(table: Record<string, [label: string, tone: Tone]>): ReadonlyMap<string, State> {
	return new Map(Object.entries(table).map(([word, [label, tone]]) => [word, { label, tone }]));
}
