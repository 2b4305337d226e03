// What the Ticketing API answers.
import { z } from "zod";
import { firstOf, idText, instant, label, optionalLabel } from "../foreign-value.ts";

/** https://developer.zendesk.com/api-reference/ticketing/users/users/#search-users */
export const userSearch = z.object({
	users: firstOf(100, z.object({ id: idText, email: z.string().nullish(), phone: z.string().nullish() })),
});

/** https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#json-format */
const ticket = z.object({
	id: idText,
	subject: z.string().nullable(),
	status: z.string(),
	priority: optionalLabel,
	updated_at: instant,
});
export type TicketAnswer = z.infer<typeof ticket>;

const changedTicket = ticket.extend({ created_at: instant, requester_id: idText.nullish() });
export type ChangedTicket = z.infer<typeof changedTicket>;

/** https://developer.zendesk.com/api-reference/introduction/pagination/#cursor-pagination */
export const changedTickets = z.object({
	tickets: firstOf(100, changedTicket),
	meta: z.object({ has_more: z.boolean(), after_cursor: z.string().min(1).max(1_000).nullish() }),
});

export const ticketList = z.object({ tickets: firstOf(100, ticket) });

/** Without valid credentials this call answers 200 with an "Anonymous user" that has no id. */
export const me = z.object({ user: z.object({ id: z.number().int().nullable(), name: label, role: z.string() }) });
