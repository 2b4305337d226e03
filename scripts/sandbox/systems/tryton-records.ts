// The business as Tryton's records. Fields of Tryton's own modules:
// https://docs.tryton.org/projects/modules-sale/en/latest/design.html (Sale),
// https://docs.tryton.org/projects/modules-stock/en/latest/design.html (Customer Shipment)
import { type Business, type Customer, type Delivery, decimal, type Order } from "../business.ts";
import { totalCents } from "../orders.ts";
import type { Tenant } from "../tenants.ts";

/** A record; a related one stands in its field whole. */
export type Row = { [field: string]: unknown };

const INVOICE = { PENDING: "waiting", PAID: "paid", PARTIALLY_REFUNDED: "paid", REFUNDED: "paid", VOIDED: "none" };
const SHIPMENT = { draft: "waiting", shipped: "done", delivered: "done", cancelled: "cancelled" };

export function tables(business: Business, tenant: Tenant): Record<string, Row[]> {
	const parties = new Map(business.customers.map((customer) => [customer.id, party(customer)]));
	return {
		"party.contact_mechanism": [...parties.values()].flatMap(({ contact_mechanisms }) => contact_mechanisms),
		"sale.sale": business.orders.map((order) => sale(order, tenant, parties.get(order.customerId))),
		"stock.shipment.out": business.deliveries.flatMap((delivery) => {
			const order = business.orders.find(({ id }) => id === delivery.orderId);
			return order ? [shipment(delivery, order, parties.get(order.customerId))] : [];
		}),
	};
}

function party({ id, email, phone }: Customer): { id: number; contact_mechanisms: Row[] } {
	const contact_mechanisms = [
		mechanism(2 * id, id, "email", email),
		...(phone ? [mechanism(2 * id + 1, id, "phone", phone)] : []),
	];
	return { id, contact_mechanisms };
}

function mechanism(id: number, party: number, type: string, value: string): Row {
	return { id, party, type, value, value_compact: value.replaceAll(" ", "") };
}

function sale(order: Order, { currency }: Tenant, party: Row | undefined): Row {
	const pieces = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
	const shipped = order.lines.reduce((sum, line) => sum + line.shipped, 0);
	const sent = shipped >= pieces;
	const paid = INVOICE[order.financial] === "paid";
	return {
		id: order.id,
		party,
		number: String(order.number),
		reference: `#${order.number}`,
		state: order.cancelledAt ? "cancelled" : sent && paid ? "done" : "processing",
		sale_date: day(order.createdAt),
		create_date: datetime(order.createdAt),
		write_date: written(order.createdAt, order.updatedAt),
		total_amount: { __class__: "Decimal", decimal: decimal(totalCents(order)) },
		currency: { id: 1, code: currency },
		invoice_state: INVOICE[order.financial],
		shipment_state: sent ? "sent" : "waiting",
		lines: [
			...order.lines.map(({ id, sku, title, quantity }) => ({
				id,
				quantity,
				description: null,
				// A product's name for people: its code, then its name.
				product: { id, rec_name: `[${sku}] ${title}` },
			})),
			...(order.note ? [{ id: 0, quantity: null, description: order.note, product: null }] : []),
		],
	};
}

function shipment(delivery: Delivery, order: Order, customer: Row | undefined): Row {
	const gone = delivery.state === "shipped" || delivery.state === "delivered";
	return {
		id: order.id,
		customer,
		number: delivery.name,
		state: SHIPMENT[delivery.state],
		planned_date: day(delivery.expectedOn),
		effective_date: gone ? day(delivery.modifiedAt) : null,
		create_date: datetime(delivery.createdAt),
		write_date: written(delivery.createdAt, delivery.modifiedAt),
		outgoing_moves: order.lines.map(({ id, sku, title, quantity }) => ({
			id,
			quantity,
			product: { id, rec_name: `[${sku}] ${title}` },
		})),
	};
}

/** Null until somebody writes to what was made. */
function written(createdAt: string, changedAt: string): object | null {
	return changedAt === createdAt ? null : datetime(changedAt);
}

function day(iso: string): object {
	const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
	return { __class__: "date", year, month, day: date };
}

function datetime(iso: string): object {
	const at = new Date(iso);
	return {
		...day(iso),
		__class__: "datetime",
		...{ hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() },
		microsecond: at.getUTCMilliseconds() * 1000,
	};
}
