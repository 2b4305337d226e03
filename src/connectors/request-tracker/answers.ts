// What REST 2.0 answers. https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html
import { z } from "zod";
import { firstOf, idText, instant, label } from "../foreign-value.ts";

/** Fields of a ticket are text or numbers, by RT's database; empty where the user may not see them. */
const priority = z
	.union([z.number(), z.string()])
	.nullish()
	.transform((value) => (value === "" || value == null ? Number.NaN : Number(value)))
	.transform((value) => (Number.isFinite(value) ? value : undefined));

/** It goes back into the next search. */
const ticketId = idText.pipe(z.string().regex(/^\d{1,18}$/));

/** https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html#Fields-in-Search-Result: only what `fields` asked for. */
export const ticket = z.object({
	id: idText,
	Subject: z.string().nullish(),
	Status: z.string(),
	Priority: priority,
	LastUpdated: instant,
	Requestor: firstOf(50, z.object({ EmailAddress: z.string().nullish() })),
});
export type TicketAnswer = z.infer<typeof ticket>;

export const ticketList = z.object({ items: firstOf(100, ticket) });

/**
 * Of what changed, each as it came (changes.ts reads the rest). `total` counts all that was found; null where RT looks at
 * rights only afterwards (`$UseSQLForACLChecks` is off) and the user may not see all: it leaves tickets out of pages then.
 */
export const changedTickets = z.object({
	total: z.number().int().nonnegative().nullish(),
	items: firstOf(100, z.looseObject({ id: ticketId, Created: instant, LastUpdated: instant })),
});
export type ChangedTicket = z.infer<typeof changedTickets>["items"][number];

/** https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html#Searching: of a search without `fields`, ids. */
export const anyTickets = z.object({ items: firstOf(1, z.object({ id: idText })) });

export const queueList = z.object({ items: firstOf(100, z.object({ Name: label })) });

/** `GET /rt`: the version, as in `5.0.3`; packages put their own after a plus. */
export const version = z.object({ Version: label });

/** RT's errors. The message repeats the query, so that of all refusals it is never shown. */
export const refusal = z.object({ message: z.string() });
