// Delivery Notes and Sales Orders as deliveries on a card: how they stand comes from the words of ERPNext and, where the
// business keeps them, its own custom fields.
import type { Delivery, Tone } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import type { DeliveryNote, SalesOrder } from "./answers.ts";
import { documentHref, type Settings } from "./settings.ts";
import { fromSiteTime, noonOf } from "./site-time.ts";

type State = Delivery["state"];

// The status options of the DocType Delivery Note (erpnext/stock/doctype/delivery_note/delivery_note.json).
const NOTE = words({
	Draft: ["In preparation", "neutral"],
	"To Bill": ["Shipped", "neutral"],
	"Partially Billed": ["Shipped", "neutral"],
	Completed: ["Completed", "good"],
	Return: ["Return", "warn"],
	"Return Issued": ["Returned", "warn"],
	Cancelled: ["Cancelled", "neutral"],
	Closed: ["Closed", "neutral"],
});

// The same of Sales Order (erpnext/selling/doctype/sales_order/sales_order.json).
const ORDER = words({
	Draft: ["Draft", "neutral"],
	"On Hold": ["On hold", "warn"],
	"To Pay": ["Waits for payment", "warn"],
	"To Deliver and Bill": ["To deliver", "neutral"],
	"To Deliver": ["To deliver", "neutral"],
	"To Bill": ["Shipped", "neutral"],
	Completed: ["Completed", "good"],
	Cancelled: ["Cancelled", "neutral"],
	Closed: ["Closed", "neutral"],
});

/** Values of the custom field `custom_delivery_status` (README.md). */
const OWN = words({
	"On Track": ["On track", "neutral"],
	Delayed: ["Delayed", "bad"],
	Delivered: ["Delivered", "good"],
});

/** States in which nothing is on its way any more, so a date that has passed means nothing. */
const ENDED: ReadonlySet<string> = new Set(["Completed", "Return", "Return Issued", "Cancelled", "Closed"]);

/** `today`: the day on the site's clocks, as in 2026-11-23. Lines come from elsewhere. */
export function fromNote(note: DeliveryNote, settings: Settings, today: string): Delivery {
	const posted = fromSiteTime(`${note.posting_date} ${note.posting_time ?? ""}`, settings.timeZone);
	const expected = note.custom_expected_delivery_date;
	return {
		type: "delivery",
		id: note.name,
		reference: note.name,
		href: documentHref(settings, "Delivery Note", note.name),
		postedAt: posted ?? noonOf(note.posting_date),
		...(expected && { expectedAt: noonOf(expected) }),
		state: noteState(note, today),
		lines: [],
	};
}

export function fromOrder(order: SalesOrder, settings: Settings, today: string): Delivery {
	return {
		type: "delivery",
		id: order.name,
		reference: order.name,
		href: documentHref(settings, "Sales Order", order.name),
		postedAt: noonOf(order.transaction_date),
		...(order.delivery_date && { expectedAt: noonOf(order.delivery_date) }),
		state: orderState(order, today),
		lines: [],
	};
}

function noteState(
	note: Pick<DeliveryNote, "status" | "custom_delivery_status" | "custom_expected_delivery_date">,
	today: string,
): State {
	const own = note.custom_delivery_status ? OWN.get(note.custom_delivery_status) : undefined;
	if (ENDED.has(note.status)) return own?.tone === "good" ? own : stateOf(NOTE, note.status);
	if (own && own.tone !== "neutral") return own;
	return late(note.custom_expected_delivery_date, today) ?? stateOf(NOTE, note.status);
}

function orderState(order: Pick<SalesOrder, "status" | "delivery_date">, today: string): State {
	if (ENDED.has(order.status) || order.status === "To Bill") return stateOf(ORDER, order.status);
	return late(order.delivery_date, today) ?? stateOf(ORDER, order.status);
}

function late(expected: string | undefined, today: string): State | undefined {
	return expected && expected < today ? { label: "Late", tone: "bad" } : undefined;
}

/** Tells of a document's status that this file has no words for. */
export function noteUnknownStatus(
	doctype: "Delivery Note" | "Sales Order",
	status: string,
	noteUnknown: NoteUnknown,
): void {
	const states = doctype === "Delivery Note" ? NOTE : ORDER;
	if (!states.has(status)) noteUnknown(`${doctype}.status`, status, states.keys());
}

function stateOf(states: ReadonlyMap<string, State>, status: string): State {
	return states.get(status) ?? { label: status || "Unknown", tone: "neutral" };
}

function words(table: Record<string, [label: string, tone: Tone]>): ReadonlyMap<string, State> {
	return new Map(Object.entries(table).map(([status, [label, tone]]) => [status, { label, tone }]));
}
