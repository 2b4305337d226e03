// Tryton's states in an agent's words.
import type { Delivery, Tone } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import { clean } from "../foreign-value.ts";

export type State = Delivery["state"];

// https://docs.tryton.org/projects/modules-sale/en/latest/design.html: the fields state, invoice_state and
// shipment_state of Sale, in the version 6.0 of Debian and in those since.
const INVOICE = words({
	none: ["Not invoiced", "neutral"],
	pending: ["To be invoiced", "neutral"],
	waiting: ["Waits for payment", "warn"],
	"awaiting payment": ["Waits for payment", "warn"],
	"partially paid": ["Partly paid", "warn"],
	paid: ["Paid", "good"],
	exception: ["Trouble with the invoice", "bad"],
});
const SHIPPING = words({
	none: ["Nothing to ship", "neutral"],
	waiting: ["To be shipped", "neutral"],
	"partially shipped": ["Partly shipped", "neutral"],
	sent: ["Shipped", "good"],
	exception: ["Trouble with the shipment", "bad"],
});
const SALE = words({
	draft: ["Draft", "neutral"],
	quotation: ["Quotation", "neutral"],
	confirmed: ["Confirmed", "neutral"],
	processing: ["In progress", "neutral"],
	done: ["Done", "good"],
	cancelled: ["Cancelled", "neutral"],
});
// https://docs.tryton.org/projects/modules-stock/en/latest/design.html: the field state of Customer Shipment.
const SHIPMENT = words({
	draft: ["Draft", "neutral"],
	waiting: ["Waits for stock", "neutral"],
	assigned: ["Stock is reserved", "neutral"],
	picked: ["Picked", "neutral"],
	packed: ["Packed", "neutral"],
	shipped: ["Shipped", "good"],
	done: ["Shipped", "good"],
	cancelled: ["Cancelled", "neutral"],
});

const TABLES = { invoice_state: INVOICE, shipment_state: SHIPPING, sale: SALE, shipment: SHIPMENT };
const PATHS = {
	invoice_state: "sale.sale.invoice_state",
	shipment_state: "sale.sale.shipment_state",
	sale: "sale.sale.state",
	shipment: "stock.shipment.out.state",
};

export function stateOf(field: keyof typeof TABLES, value: string, noteUnknown?: NoteUnknown): State {
	const known = TABLES[field].get(value);
	if (known) return known;
	noteUnknown?.(PATHS[field], value, TABLES[field].keys());
	return { label: clean(value) || "Unknown", tone: "neutral" };
}

function words(table: Record<string, [label: string, tone: Tone]>): ReadonlyMap<string, State> {
	return new Map(Object.entries(table).map(([value, [label, tone]]) => [value, { label, tone }]));
}
