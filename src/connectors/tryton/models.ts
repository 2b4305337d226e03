// The models that are read: their fields, what they are called here, and the group of users that may read them.
import { changes, mechanisms, preferences, sales, shipments } from "./answers.ts";
import type { Model } from "./server.ts";

export const MECHANISM = {
	name: "party.contact_mechanism",
	holds: "contact mechanisms of parties",
	module: "party",
	group: "Party Administration",
	fields: ["party", "value", "value_compact"],
	answer: mechanisms,
} satisfies Model;

export const SALE = {
	name: "sale.sale",
	holds: "sales",
	module: "sale",
	group: "Sales",
	fields: [
		...["number", "reference", "state", "sale_date", "create_date", "write_date", "total_amount", "currency.code"],
		...["invoice_state", "shipment_state", "lines.quantity", "lines.description", "lines.product.rec_name"],
	],
	answer: sales,
} satisfies Model;

export const SHIPMENT = {
	name: "stock.shipment.out",
	holds: "customer shipments",
	module: "stock",
	group: "Stock",
	fields: [
		...["number", "state", "planned_date", "effective_date", "create_date"],
		...["outgoing_moves.quantity", "outgoing_moves.product.rec_name"],
	],
	answer: shipments,
} satisfies Model;

const CONTACT = ["contact_mechanisms.type", "contact_mechanisms.value"];

/** What the sweep reads of each: beside what a card shows, whose it is and when it changed. */
export const CHANGED_SALE = {
	...SALE,
	fields: [...SALE.fields, ...CONTACT.map((field) => `party.${field}`)],
	answer: changes,
} satisfies Model;
export const CHANGED_SHIPMENT = {
	...SHIPMENT,
	fields: [...SHIPMENT.fields, "write_date", ...CONTACT.map((field) => `customer.${field}`)],
	answer: changes,
} satisfies Model;

/** Everybody may read their own. */
export const USER = {
	name: "res.user",
	holds: "the user's own preferences",
	module: "res",
	group: "of users",
	fields: [],
	answer: preferences,
} satisfies Model;
