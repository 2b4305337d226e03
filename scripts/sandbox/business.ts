// What one sandbox business has: its people, orders, deliveries, stock, contacts and tickets.
// The systems each show their own view of it. Money is in hundredths of the currency.
import { z } from "zod";

const Instant = z.iso.datetime();
const Day = z.iso.date();

export const Customer = z.object({
	id: z.number().int(),
	firstName: z.string(),
	lastName: z.string(),
	email: z.string(),
	phone: z.string().nullable(),
	locale: z.string(),
	tags: z.array(z.string()),
	note: z.string().nullable(),
	createdAt: Instant,
	address: z.object({
		street: z.string(),
		zip: z.string(),
		city: z.string(),
		country: z.string(),
		countryCode: z.string(),
	}),
	/** Name of the Customer document in the ERP. */
	account: z.string(),
	customerGroup: z.string(),
	/** null: the CRM does not know this person. */
	contact: z
		.object({
			id: z.string(),
			lifecycleStage: z.string(),
			leadStatus: z.string().nullable(),
			ownerId: z.string(),
			tags: z.array(z.string()),
			company: z.string().nullable(),
			lastContactedAt: Instant.nullable(),
			/** What its properties were set to since it was made, oldest first; `before`: what stood there. */
			history: z
				.array(z.object({ property: z.string(), before: z.string(), value: z.string(), at: Instant }))
				.default([]),
			/** A page view, which makes the contact a changed one and nothing of it different. */
			seenAt: Instant.nullable().default(null),
		})
		.nullable(),
	/** null: never wrote a ticket. */
	requesterId: z.number().int().nullable(),
});
export type Customer = z.infer<typeof Customer>;

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentDisplayStatus (the part in use) */
export const ShipmentStatus = z.enum([
	"CONFIRMED",
	"IN_TRANSIT",
	"OUT_FOR_DELIVERY",
	"DELAYED",
	"DELIVERED",
	"CANCELED",
]);
/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFinancialStatus (the part in use) */
export const FinancialStatus = z.enum(["PENDING", "PAID", "PARTIALLY_REFUNDED", "REFUNDED", "VOIDED"]);
/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderCancelReason */
export const CancelReason = z.enum(["CUSTOMER", "DECLINED", "FRAUD", "INVENTORY", "OTHER", "STAFF"]);

/** The card was declined, the first time or at all; the customer disputes the payment; the refund came back. */
export const PaymentTrouble = z.enum(["declined", "disputed", "refund_bounced"]);

export const Order = z.object({
	id: z.number().int(),
	number: z.number().int(),
	customerId: z.number().int(),
	createdAt: Instant,
	updatedAt: Instant,
	cancelledAt: Instant.nullable(),
	cancelReason: CancelReason.nullable(),
	financial: FinancialStatus,
	paidAt: Instant.nullable().default(null),
	lines: z.array(
		z.object({
			id: z.number().int(),
			sku: z.string(),
			title: z.string(),
			quantity: z.number().int().positive(),
			unitCents: z.number().int(),
			shipped: z.number().int(),
		}),
	),
	shipping: z.object({ title: z.string(), code: z.string(), cents: z.number().int() }),
	tags: z.array(z.string()),
	note: z.string().nullable(),
	shipments: z.array(
		z.object({
			id: z.number().int(),
			status: ShipmentStatus,
			createdAt: Instant,
			updatedAt: Instant,
			estimatedDeliveryAt: Instant.nullable(),
			deliveredAt: Instant.nullable(),
			carrier: z.string(),
			trackingNumber: z.string(),
			trackingUrl: z.string(),
			quantity: z.number().int(),
		}),
	),
	refunds: z.array(
		z.object({ id: z.number().int(), createdAt: Instant, note: z.string().nullable(), cents: z.number().int() }),
	),
	/** What the payment provider alone knows. */
	trouble: PaymentTrouble.nullable().default(null),
});
export type Order = z.infer<typeof Order>;

export const Delivery = z.object({
	/** Name of the Delivery Note in the ERP. */
	name: z.string(),
	orderId: z.number().int(),
	state: z.enum(["draft", "shipped", "delivered", "cancelled"]),
	createdAt: Instant,
	modifiedAt: Instant,
	expectedOn: Day,
	delayed: z.boolean(),
	delayReason: z.string().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export const Ticket = z.object({
	id: z.number().int(),
	customerId: z.number().int(),
	subject: z.string(),
	description: z.string(),
	status: z.enum(["new", "open", "pending", "hold", "solved", "closed"]),
	priority: z.enum(["low", "normal", "high", "urgent"]).nullable(),
	tags: z.array(z.string()),
	channel: z.enum(["email", "web", "chat"]),
	assigneeId: z.number().int(),
	createdAt: Instant,
	updatedAt: Instant,
});
export type Ticket = z.infer<typeof Ticket>;

export const Course = z.object({
	id: z.number().int(),
	shortName: z.string(),
	name: z.string(),
	startsAt: Instant,
	endsAt: Instant.nullable(),
	/** Whether it says what has to be done to complete it. */
	hasCriteria: z.boolean(),
	/** Kinds are Moodle's: page, assign, quiz… */
	activities: z.array(z.object({ id: z.number().int(), kind: z.string(), name: z.string() })),
	/** `done`: how many of the activities, from the first on. */
	students: z.array(z.object({ customerId: z.number().int(), done: z.number().int(), lastSeenAt: Instant.nullable() })),
});
export type Course = z.infer<typeof Course>;

export const Business = z.object({
	/** Every number that a system gives out comes from here, so none is given twice. */
	nextId: z.number().int(),
	nextOrderNumber: z.number().int(),
	/** Time of the newest change: two changes never carry the same instant. */
	changedAt: Instant,
	customers: z.array(Customer),
	orders: z.array(Order),
	deliveries: z.array(Delivery),
	tickets: z.array(Ticket),
	/** A business that is older than its courses has none until it is reset. */
	courses: z.array(Course).default([]),
	stock: z.array(
		z.object({ sku: z.string(), warehouse: z.string(), actual: z.number(), reserved: z.number(), ordered: z.number() }),
	),
});
export type Business = z.infer<typeof Business>;

export function customerByEmail(business: Business, email: string): Customer | undefined {
	return business.customers.find((customer) => customer.email.toLowerCase() === email.trim().toLowerCase());
}

export function customerOf(business: Business, order: Order): Customer {
	const customer = business.customers.find(({ id }) => id === order.customerId);
	if (!customer) throw new Error(`order ${order.id} has no customer`);
	return customer;
}

export function fullName(customer: Customer): string {
	// Chinese and Japanese family names come first and are written without a space.
	return /\p{Script=Han}/u.test(customer.lastName)
		? `${customer.lastName}${customer.firstName}`
		: `${customer.firstName} ${customer.lastName}`;
}

/** 1234 → "12.34", the decimal text that most of the systems use for money. */
export function decimal(cents: number): string {
	return (cents / 100).toFixed(2);
}
