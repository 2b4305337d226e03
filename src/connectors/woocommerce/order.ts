// An order on a card: what WooCommerce's one status means for the payment and for the parcel.
import type { Order, Tone } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import type { OrderAnswer } from "./answers.ts";
import { orderHref, type Settings } from "./settings.ts";

type State = Order["payment"];

/** `whenUnpaid` and `whenPaid`: of the payment, by whether WooCommerce knows a day on which it came. */
interface Meaning {
	whenUnpaid: State;
	whenPaid: State;
	fulfilment: State;
}

const PAID: State = { label: "Paid", tone: "good" };
const REFUNDED: State = { label: "Refunded", tone: "warn" };

// https://woocommerce.com/document/managing-orders/order-statuses/; the last three are those of Advanced Shipment
// Tracking (https://docs.zorem.com/docs/ast-free/), which many shops have.
const STATUS = new Map<string, Meaning>([
	["pending", meaning("Payment pending", "warn", "Waits for payment", "neutral")],
	["on-hold", meaning("Awaits payment", "warn", "On hold", "warn")],
	["processing", meaning("Not recorded as paid", "neutral", "To be sent", "neutral")],
	["completed", meaning("Paid", "good", "Completed", "good")],
	["cancelled", meaning("Not paid", "neutral", "Cancelled", "warn")],
	["refunded", { whenUnpaid: REFUNDED, whenPaid: REFUNDED, fulfilment: { label: "Refunded", tone: "neutral" } }],
	["failed", meaning("Payment failed", "bad", "Not sent", "neutral")],
	["trash", meaning("Not paid", "neutral", "In the trash", "neutral")],
	["checkout-draft", meaning("Not paid", "neutral", "Checkout not finished", "neutral")],
	["partial-shipped", meaning("Not recorded as paid", "neutral", "Partly sent", "neutral")],
	["shipped", meaning("Not recorded as paid", "neutral", "Sent", "neutral")],
	["delivered", meaning("Not recorded as paid", "neutral", "Delivered", "good")],
]);

/** `path`: where the order stands in the answer, for the notice of an unknown status. */
export function toOrder(one: OrderAnswer, settings: Settings, path = "", noteUnknown?: NoteUnknown): Order {
	const cancelledAt = one.status === "cancelled" ? (one.date_modified_gmt ?? one.date_created_gmt) : undefined;
	return {
		type: "order",
		id: one.id,
		reference: referenceOf(one),
		href: orderHref(settings, one.id),
		placedAt: one.date_created_gmt,
		total: one.total,
		...statesOf(one, path, noteUnknown),
		// WooCommerce keeps no day of cancellation: that of the last change is the nearest to it.
		...(cancelledAt && { cancelledAt }),
		...(one.refunded.amount > 0 && { refunded: one.refunded }),
		lines: one.line_items.map(({ name, quantity }) => ({ title: name, quantity })),
		parcels: one.meta_data,
	};
}

export function referenceOf({ number }: OrderAnswer): string {
	return clean(`#${number}`, 120);
}

function statesOf(
	{ status, date_paid_gmt, payment_method, refunded, meta_data }: OrderAnswer,
	path: string,
	noteUnknown?: NoteUnknown,
): Pick<Order, "payment" | "fulfilment"> {
	const known = STATUS.get(status);
	if (!known) noteUnknown?.(`${path}status`, status, STATUS.keys());
	const own = { label: clean(status).replaceAll(/[-_]/g, " ") || "Unknown", tone: "neutral" } as const;
	const { whenUnpaid, whenPaid, fulfilment } = known ?? {
		...meaning("Not recorded as paid", "neutral", "", "neutral"),
		fulfilment: own,
	};
	const payment = date_paid_gmt ? whenPaid : whenUnpaid;
	const partly = refunded.amount > 0 && status !== "refunded";
	// https://woocommerce.com/document/cash-on-delivery/: sent first, paid at the door.
	const atTheDoor = !date_paid_gmt && payment_method === "cod" && status === "processing";
	return {
		payment: partly
			? { label: "Partly refunded", tone: "warn" }
			: atTheDoor
				? { label: "Cash on delivery", tone: "neutral" }
				: payment,
		fulfilment: status === "processing" && meta_data.length > 0 ? { label: "Sent", tone: "neutral" } : fulfilment,
	};
}

/** The payment's state for rules, in the words that other shops use too. */
export function paymentWordOf({ status, date_paid_gmt, refunded }: OrderAnswer): string {
	if (status === "refunded") return "refunded";
	if (refunded.amount > 0) return "partially_refunded";
	if (status === "failed") return "failed";
	return date_paid_gmt || status === "completed" ? "paid" : "pending";
}

function meaning(unpaid: string, unpaidTone: Tone, sent: string, sentTone: Tone): Meaning {
	return {
		whenUnpaid: { label: unpaid, tone: unpaidTone },
		whenPaid: PAID,
		fulfilment: { label: sent, tone: sentTone },
	};
}
