// What happens to tickets and contacts. Their systems' webhooks are not played: a sweep finds it.
import { z } from "zod";
import { type Customer, customerByEmail, Ticket } from "./business.ts";
import type { Scene } from "./happenings.ts";
import { instant } from "./orders.ts";

export const TicketChange = z.object({
	status: Ticket.shape.status.optional(),
	priority: Ticket.shape.priority.optional(),
	tags: z.array(z.string()).max(20).optional(),
});

/** By properties as HubSpot calls them; `seen`: a page view, which changes none of them. */
export const ContactChange = z.object({
	customer: z.string(),
	properties: z.partialRecord(z.enum(["email", "phone", "lifecyclestage", "hs_lead_status"]), z.string()).default({}),
	seen: z.boolean().default(false),
});

/** Undefined where there is no such ticket. */
export function ticketChanged(
	{ state: { business }, now }: Scene,
	id: string,
	change: z.infer<typeof TicketChange>,
): Ticket | undefined {
	const ticket = business.tickets.find((one) => String(one.id) === id);
	return ticket && Object.assign(ticket, change, { updatedAt: instant(business, now) });
}

/** Undefined where the CRM does not know such a customer. */
export function contactChanged(
	{ state: { business }, now }: Scene,
	{ customer: email, properties, seen }: z.infer<typeof ContactChange>,
): Customer | undefined {
	const customer = customerByEmail(business, email);
	if (!customer?.contact) return undefined;
	const at = instant(business, now);
	for (const [property, value] of Object.entries(properties))
		customer.contact.history.push({ property, before: setOn(customer, property, value), value, at });
	if (seen) customer.contact.seenAt = at;
	return customer;
}

/** The value before. */
function setOn(customer: Customer, property: string, value: string): string {
	const { contact } = customer;
	if (property === "email") return swapped(customer, "email", value);
	if (property === "phone") return swapped(customer, "phone", value);
	if (!contact) return "";
	return property === "lifecyclestage"
		? swapped(contact, "lifecycleStage", value)
		: swapped(contact, "leadStatus", value);
}

function swapped<Key extends string>(thing: { [key in Key]: string | null }, key: Key, value: string): string {
	const before = thing[key];
	thing[key] = value;
	return before ?? "";
}
