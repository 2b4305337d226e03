// A customer's deliveries, and orders that wait for one, with the stock of what is in them.
import type { Delivery } from "../../protocol/card.ts";
import type { Lookup, NoteUnknown, SystemFetch, VerifiedKeys } from "../connector.ts";
import type { Read } from "../failure.ts";
import { MOST_ITEMS, mostUrgent } from "../urgency.ts";
import { type Bin, bins, deliveryNote, documentLines, type Line, listOf, named, salesOrder } from "./answers.ts";
import { fromNote, fromOrder, noteUnknownStatus } from "./delivery.ts";
import type { Settings } from "./settings.ts";
import { document, list, type Site } from "./site.ts";
import { dayOf } from "./site-time.ts";

/** Documents read with their lines: one call each, and with the other calls still few enough for one deadline. */
const MOST_DETAILED = 5;
/** Customers with one e-mail address: branches of a company. */
const MOST_CUSTOMERS = 5;

interface Found {
	doctype: "Delivery Note" | "Sales Order";
	delivery: Delivery;
}

type Filter = readonly [field: string, operator: string, value: string | readonly string[]];

/** By e-mail address, else by phone. Never by `externalId`: it is the id of whichever shop signed for the customer. */
export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown: NoteUnknown = () => undefined,
	nowMs: number = Date.now(),
): Promise<Lookup> {
	const site = { settings, fetchSystem };
	const today = dayOf(nowMs, settings.timeZone);
	for (const key of ["email", "phone"] as const) {
		const value = keys[key];
		if (!value) continue;
		const customers = await customersWith(site, key === "email" ? "email_id" : "mobile_no", value);
		if (!customers.ok) return customers;
		const known = customers.value.length > 0;
		// Numbers are written in many ways, so only addresses are looked for in documents too.
		if (!known && key === "phone") continue;
		// One of a company's people has no Customer of their own, but their address is on what is sent to them.
		const found = await findDeliveries(
			site,
			known ? ["customer", "in", customers.value] : ["contact_email", "=", value],
			today,
			noteUnknown,
		);
		if (!found.ok) return found;
		if (known || found.value.length > 0) return { ok: true, found: true, items: await withLines(site, found.value) };
	}
	return { ok: true, found: false, items: [] };
}

async function customersWith(site: Site, field: string, value: string): Promise<Read<string[]>> {
	const query = { filters: [[field, "=", value]], fields: ["name"], limit: MOST_CUSTOMERS };
	const read = await list(site, "Customer", query, listOf(named));
	return read.ok ? { ok: true, value: read.value.data.map(({ name }) => name) } : read;
}

async function findDeliveries(
	site: Site,
	whose: Filter,
	today: string,
	noteUnknown: NoteUnknown,
): Promise<Read<Found[]>> {
	// 2: cancelled.
	const filters = [whose, ["docstatus", "<", 2]];
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
	for (const { status } of notes.value.data) noteUnknownStatus("Delivery Note", status, noteUnknown);
	for (const { status } of waiting) noteUnknownStatus("Sales Order", status, noteUnknown);
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
