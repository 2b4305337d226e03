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

export const sale = z
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
	});
export const sales = firstOf(50, sale);
export type SaleAnswer = z.infer<typeof sale>;

export const shipment = z.object({
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
});
export const shipments = firstOf(50, shipment);
export type ShipmentAnswer = z.infer<typeof shipment>;

/** Looked at, but left as it came: changes.ts reads the record once more. */
const asItCame = <T>(form: z.ZodType<T>) => z.unknown().refine((value) => form.safeParse(value).success, "an instant");

/** What changed, of either model. `write_date` is null as long as nobody has written to the record since it was made. */
export const changes = firstOf(
	50,
	z.looseObject({
		id: recordId,
		state: z.string(),
		create_date: asItCame(instant),
		write_date: asItCame(instant.nullish()),
	}),
);
export type Change = z.infer<typeof changes>[number];

export const times = z
	.object({ create_date: instant, write_date: instant.nullish() })
	.transform(({ create_date, write_date }) => ({ created: create_date, changed: write_date ?? create_date }));

/** Whose record it is, with the contact mechanisms in the party's own order. */
export const party = z.object({
	id: idText,
	"contact_mechanisms.": firstOf(50, z.object({ type: z.string().nullish(), value: z.string().nullish() })),
});
export type PartyAnswer = z.infer<typeof party>;

/** `res.user.get_preferences`: the company that the user works in, absent without one. */
export const preferences = z.object({ "company.rec_name": optionalLabel });
