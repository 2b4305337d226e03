// A customer's deliveries, and orders that wait for one, with the stock of what is in them.
import type { Delivery } from "../../protocol/card.ts";
import type { Lookup, SystemFetch, VerifiedKeys } from "../connector.ts";
import type { Read } from "../failure.ts";
import { MOST_ITEMS, mostUrgent } from "../urgency.ts";
import {
	type Bin,
	bins,
	type DeliveryNote,
	deliveryNote,
	documentLines,
	type Line,
	listOf,
	type SalesOrder,
	salesOrder,
} from "./answers.ts";
import { findCustomers } from "./customers.ts";
import { noteState, orderState } from "./delivery-state.ts";
import { documentHref, type Settings } from "./settings.ts";
import { document, list, type Site } from "./site.ts";
import { fromSiteTime, noonOf } from "./site-time.ts";

/** Documents read with their lines: one call each, and with the other calls still few enough for one deadline. */
const MOST_DETAILED = 5;

interface Found {
	doctype: "Delivery Note" | "Sales Order";
	delivery: Delivery;
}

export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	nowMs: number = Date.now(),
): Promise<Lookup> {
	const site = { settings, fetchSystem };
	const customers = await findCustomers(site, keys);
	if (!customers.ok) return customers;
	if (customers.value.length === 0) return { ok: true, found: false, items: [] };
	const found = await findDeliveries(site, customers.value, new Date(nowMs).toISOString().slice(0, 10));
	if (!found.ok) return found;
	return { ok: true, found: true, items: await withLines(site, found.value) };
}

async function findDeliveries(site: Site, customers: string[], today: string): Promise<Read<Found[]>> {
	const filters = [
		["customer", "in", customers],
		["docstatus", "<", 2],
	];
	// "*" and not a list of names: ERPNext refuses the whole call when one custom field is not there.
	const query = { filters, fields: ["*"], limit: MOST_ITEMS };
	const [notes, orders] = await Promise.all([
		list(site, "Delivery Note", { ...query, orderBy: "posting_date desc" }, listOf(deliveryNote)),
		list(site, "Sales Order", { ...query, orderBy: "transaction_date desc" }, listOf(salesOrder)),
	]);
	if (!notes.ok) return notes;
	if (!orders.ok) return orders;
	const covered = new Set(notes.value.data.flatMap(({ po_no }) => po_no ?? []));
	const waiting = orders.value.data.filter(
		(order) => (order.per_delivered ?? 0) < 100 && !(order.po_no && covered.has(order.po_no)),
	);
	return {
		ok: true,
		value: [
			...notes.value.data.map((note) => ({
				doctype: "Delivery Note" as const,
				delivery: fromNote(note, site.settings, today),
			})),
			...waiting.map((order) => ({
				doctype: "Sales Order" as const,
				delivery: fromOrder(order, site.settings, today),
			})),
		],
	};
}

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

/** The most urgent, the first of them with lines and stock: where those cannot be had, a delivery is shown without. */
async function withLines(site: Site, found: readonly Found[]): Promise<Delivery[]> {
	const doctypes = new Map(found.map(({ doctype, delivery }) => [delivery.id, doctype]));
	const deliveries = mostUrgent(found.map(({ delivery }) => delivery));
	const detailed = await Promise.all(
		deliveries
			.slice(0, MOST_DETAILED)
			.map(({ id }) => document(site, doctypes.get(id) ?? "Delivery Note", id, documentLines)),
	);
	const lines = detailed.map((read) => (read.ok ? read.value.data.items : []));
	const codes = [...new Set(lines.flat().map(({ item_code }) => item_code))];
	const stock = codes.length > 0 ? await findStock(site, codes) : [];
	return deliveries.map((delivery, index) => ({
		...delivery,
		lines: (lines[index] ?? []).map((line) => toLine(line, stock)),
	}));
}

async function findStock(site: Site, codes: string[]): Promise<readonly Bin[]> {
	const fields = ["item_code", "warehouse", "actual_qty"];
	const read = await list(site, "Bin", { filters: [["item_code", "in", codes]], fields, limit: 500 }, bins);
	return read.ok ? read.value.data : [];
}

/** Stock of the line's warehouse, or of all where the line names none. */
function toLine({ title, qty, item_code, warehouse }: Line, stock: readonly Bin[]): Delivery["lines"][number] {
	const kept = stock.filter((bin) => bin.item_code === item_code && (!warehouse || bin.warehouse === warehouse));
	const inStock = kept.reduce((sum, bin) => sum + bin.actual_qty, 0);
	return { title, quantity: qty, ...(kept.length > 0 && { inStock }) };
}
