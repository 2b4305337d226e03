// What the models answer. Fields: https://docs.tryton.org/projects/modules-sale/en/latest/design.html and
// https://docs.tryton.org/projects/modules-stock/en/latest/design.html; `name.` carries the fields of a related record.
import { z } from "zod";
import { toMoney } from "../decimal-money.ts";
import { clean, firstOf, idText, optionalLabel } from "../foreign-value.ts";
import { day, decimal, instant } from "./wire.ts";

/** A record's id goes back into the next search. */
const recordId = z.number().int().positive().safe();

/** The search is for resembling values (`ilike`); `value_compact` is a telephone number without blanks. */
export const mechanisms = firstOf(
	100,
	z.object({ party: recordId, value: z.string().nullish(), value_compact: z.string().nullish() }),
);
export type Mechanism = z.infer<typeof mechanisms>[number];

const product = z.object({ rec_name: z.string().nullish() }).nullish();

/** A comment, title or subtotal among the lines has no quantity: it is no article. */
const line = z
	.object({ quantity: z.number().nullish(), description: z.string().nullish(), "product.": product })
	.transform(({ quantity, description, "product.": article }) => ({
		quantity: quantity ?? undefined,
		title: clean(article?.rec_name || description?.split("\n", 1)[0] || "") || "(no name)",
	}));

export const sales = firstOf(
	50,
	z
		.object({
			id: idText,
			number: optionalLabel,
			reference: optionalLabel,
			state: z.string(),
			sale_date: day.nullish(),
			create_date: instant,
			write_date: instant.nullish(),
			total_amount: decimal,
			"currency.": z.object({ code: z.string() }),
			invoice_state: z.string(),
			shipment_state: z.string(),
			"lines.": firstOf(50, line),
		})
		.transform((sale, context) => {
			const total = toMoney(sale.total_amount, sale["currency."].code);
			if (total) return { ...sale, total };
			context.issues.push({
				code: "custom",
				message: "an amount in a currency of ISO 4217",
				input: sale.total_amount,
				path: ["total_amount"],
			});
			return z.NEVER;
		}),
);
export type SaleAnswer = z.infer<typeof sales>[number];

export const shipments = firstOf(
	50,
	z.object({
		id: idText,
		number: optionalLabel,
		state: z.string(),
		planned_date: day.nullish(),
		effective_date: day.nullish(),
		create_date: instant,
		"outgoing_moves.": firstOf(
			50,
			z.object({ quantity: z.number(), "product.": product }).transform(({ quantity, "product.": article }) => ({
				quantity,
				title: clean(article?.rec_name ?? "") || "(no name)",
			})),
		),
	}),
);
export type ShipmentAnswer = z.infer<typeof shipments>[number];

/** `res.user.get_preferences`: the company that the user works in, absent without one. */
export const preferences = z.object({ "company.rec_name": optionalLabel });
