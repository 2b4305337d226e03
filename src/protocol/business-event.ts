// Business events: what happened in a business system, in one shape for all of them.
import { z } from "zod";
import { connectionId } from "./ids.ts";
import { storable, words } from "./text.ts";

/** Money in minor units (cents, fen; ISO 4217 gives how many digits a currency has). */
export const money = z.object({
	amount: z.number().int(),
	currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Money = z.infer<typeof money>;

export const businessEventKind = z.enum([
	"order.created",
	"order.updated",
	"order.paid",
	"order.cancelled",
	"order.fulfilled",
	"order.refunded",
	"delivery.created",
	"delivery.updated",
	"delivery.delayed",
	"delivery.exception",
	"delivery.delivered",
	"payment.succeeded",
	"payment.failed",
	"payment.refunded",
	"refund.failed",
	"dispute.opened",
	"dispute.closed",
	"customer.updated",
	"other",
]);
export type BusinessEventKind = z.infer<typeof businessEventKind>;

/** What rules can ask about an event. Absent where the system does not say. */
export const facts = z.object({
	total: money.optional(),
	/** Cut, not refused: a system allows more than an entry can carry through a queue (128 KB). */
	tags: z
		.array(z.string())
		.transform((tags) => tags.slice(0, 50).map((tag) => storable(tag).slice(0, 80)))
		.optional(),
	shipping: words(255).optional(),
	country: words(2).optional(),
	delayDays: z.number().optional(),
	paymentState: words(60).optional(),
	/** Of the customer, as Heddle knew them when the event first came: whether this is the first order it knows of, and their language (BCP 47). */
	firstOrder: z.boolean().optional(),
	language: words(35).optional(),
});
export type Facts = z.infer<typeof facts>;

/** The event as it stands in a timeline and in front of an agent. `reference` is what people call the object: `#1042`, `MAT-DN-2026-00017`. */
export const businessEvent = z.object({
	id: words(64),
	kind: businessEventKind,
	connectionId,
	connector: words(40),
	topic: words(120),
	objectType: words(60),
	objectId: words(120),
	reference: words(120),
	summary: words(500),
	href: z.url().max(2_000).optional(),
	occurredAt: z.iso.datetime(),
	facts,
	/** Somebody has tried what such an event does: it has not happened. */
	test: z.literal(true).optional(),
});
export type BusinessEvent = z.infer<typeof businessEvent>;
