// What the REST API answers. https://docs.frappe.io/framework/user/en/api/rest
// Field names are those of the DocTypes Customer, Sales Order, Delivery Note and Bin; the fields named
// `custom_…` are the ones that README.md tells a business to add.
import { z } from "zod";
import { clean, firstOf, label, optionalLabel } from "../foreign-value.ts";
import { optionalDay } from "./site-time.ts";

/** A document's name goes back into paths and filters, so it is never cut. */
const documentName = z
	.string()
	.min(1)
	.max(140)
	.transform((name) => name.toWellFormed());

/** Lists are cut to 50 documents: more was never asked for. */
export function listOf<T extends z.ZodType>(document: T) {
	return z.object({ data: firstOf(50, document) });
}

export const named = z.object({ name: documentName });

const anyDocument = z.object({
	name: documentName,
	status: label,
	/** The customer's own number of the order; shop integrations put the shop's order there. */
	po_no: optionalLabel,
});

export const deliveryNote = anyDocument.extend({
	posting_date: z.iso.date(),
	posting_time: z.string().nullish(),
	custom_expected_delivery_date: optionalDay,
	custom_delivery_status: optionalLabel,
});
export type DeliveryNote = z.infer<typeof deliveryNote>;

export const salesOrder = anyDocument.extend({
	transaction_date: z.iso.date(),
	delivery_date: optionalDay,
	per_delivered: z.number().nullish(),
});
export type SalesOrder = z.infer<typeof salesOrder>;

export const documentLines = z.object({
	data: z.object({
		items: firstOf(
			50,
			z.object({
				item_code: z.string().max(140),
				item_name: z.string().nullish(),
				qty: z.number(),
				warehouse: z.string().nullish(),
			}),
		).transform((rows) =>
			rows.map((row) => ({
				...row,
				title: clean(row.item_name || row.item_code),
				warehouse: row.warehouse ?? undefined,
			})),
		),
	}),
});
export type Line = z.infer<typeof documentLines>["data"]["items"][number];

export const bins = z.object({
	data: firstOf(500, z.object({ item_code: z.string(), warehouse: z.string(), actual_qty: z.number() })),
});
export type Bin = z.infer<typeof bins>["data"][number];

export const loggedUser = z.object({ message: label });

/** Frappe's error body; of all in it only the kind of exception is believed to hold no data. */
export const exception = z.object({ exc_type: z.string().regex(/^[A-Za-z]{1,60}$/) });
