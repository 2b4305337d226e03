// Sales as orders and customer shipments as deliveries on a card.
import type { Delivery, Order } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import type { SaleAnswer, ShipmentAnswer } from "./answers.ts";
import { recordHref, type Settings } from "./settings.ts";
import { type State, stateOf } from "./words.ts";

/** A sale that nobody has agreed to yet has nothing to say about money and goods. */
export const NOT_YET: ReadonlySet<string> = new Set(["draft", "quotation"]);
/** States in which nothing waits to be sent any more, so that a day that has passed means nothing. */
export const ENDED: ReadonlySet<string> = new Set(["done", "shipped", "cancelled"]);

export function toOrder(sale: SaleAnswer, settings: Settings, noteUnknown?: NoteUnknown): Order {
	const state = stateOf("sale", sale.state, noteUnknown);
	const invoice = stateOf("invoice_state", sale.invoice_state, noteUnknown);
	const shipping = stateOf("shipment_state", sale.shipment_state, noteUnknown);
	const open = NOT_YET.has(sale.state) || sale.state === "cancelled";
	return {
		type: "order",
		id: sale.id,
		reference: sale.number ?? sale.reference ?? `Sale ${sale.id}`,
		href: recordHref(settings, "sale.sale", sale.id),
		placedAt: placed(sale),
		total: sale.total,
		payment: open && invoice.tone !== "bad" ? state : invoice,
		fulfilment: open && shipping.tone !== "bad" ? state : shipping,
		// Tryton keeps no day of it; a cancelled sale is seldom written to again.
		...(sale.state === "cancelled" && { cancelledAt: sale.write_date ?? sale.create_date }),
		lines: sale["lines."].flatMap(({ title, quantity }) => (quantity === undefined ? [] : [{ title, quantity }])),
		parcels: [],
	};
}

/** `todayMs`: now, in milliseconds since 1970. */
export function toDelivery(
	shipment: ShipmentAnswer,
	settings: Settings,
	todayMs: number,
	noteUnknown?: NoteUnknown,
): Delivery {
	const { planned_date: planned, effective_date: effective } = shipment;
	return {
		type: "delivery",
		id: shipment.id,
		reference: shipment.number ?? `Shipment ${shipment.id}`,
		href: recordHref(settings, "stock.shipment.out", shipment.id),
		postedAt: effective ? noonOf(effective) : shipment.create_date,
		...(planned && !ENDED.has(shipment.state) && { expectedAt: noonOf(planned) }),
		state: late(shipment, todayMs) ?? stateOf("shipment", shipment.state, noteUnknown),
		lines: shipment["outgoing_moves."],
	};
}

/** Late once the planned day is over wherever the business may be: its time zone is not in the answers. */
function late({ state, planned_date: planned }: ShipmentAnswer, nowMs: number): State | undefined {
	const over = planned !== undefined && planned !== null && nowMs >= Date.parse(`${planned}T24:00:00-12:00`);
	return over && !ENDED.has(state) ? { label: "Late", tone: "bad" } : undefined;
}

/** The day of the sale; with its time where it was entered on that day. */
function placed({ sale_date: day, create_date: created }: SaleAnswer): string {
	return !day || created.startsWith(day) ? created : noonOf(day);
}

/** A day as an instant: noon UTC, which is that same day from San Francisco to Auckland. */
function noonOf(day: string): string {
	return `${day}T12:00:00.000Z`;
}
