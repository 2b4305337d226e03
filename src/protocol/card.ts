// Cards: one connection's part of a customer's profile, in canonical shapes.
import { z } from "zod";
import { money } from "./business-event.ts";
import { connectionId } from "./ids.ts";
import { words } from "./text.ts";

const label = words(255);
const href = z.url({ protocol: /^https?$/ }).max(2_000);
const when = z.iso.datetime();

/** How an item stands, for colour and order: what needs an agent's eye first is `bad`, then `warn`. */
export const tone = z.enum(["good", "neutral", "warn", "bad"]);
export type Tone = z.infer<typeof tone>;

const state = z.object({ label, tone });

export const order = z.object({
	type: z.literal("order"),
	id: label,
	reference: label,
	href: href.optional(),
	placedAt: when,
	total: money,
	payment: state,
	fulfilment: state,
	cancelledAt: when.optional(),
	refunded: money.optional(),
	lines: z.array(z.object({ title: label, quantity: z.number() })).max(50),
	parcels: z
		.array(
			z.object({
				carrier: label.optional(),
				number: label,
				href: href.optional(),
				state: state.optional(),
				expectedAt: when.optional(),
			}),
		)
		.max(20),
});

export const delivery = z.object({
	type: z.literal("delivery"),
	id: label,
	reference: label,
	href: href.optional(),
	postedAt: when,
	expectedAt: when.optional(),
	state,
	lines: z.array(z.object({ title: label, quantity: z.number(), inStock: z.number().optional() })).max(50),
});

export const contact = z.object({
	type: z.literal("contact"),
	id: label,
	href: href.optional(),
	name: label.optional(),
	company: label.optional(),
	stage: label.optional(),
	owner: label.optional(),
	tags: z.array(label).max(50),
	since: when.optional(),
});

export const ticket = z.object({
	type: z.literal("ticket"),
	id: label,
	reference: label,
	href: href.optional(),
	subject: label,
	state,
	priority: label.optional(),
	updatedAt: when,
});

/** A parcel as its carrier tells of it. `reference` is the tracking number, `order` what the shop calls its order. */
export const parcel = z.object({
	type: z.literal("parcel"),
	id: label,
	reference: label,
	href: href.optional(),
	carrier: label.optional(),
	order: label.optional(),
	state,
	expectedAt: when.optional(),
	deliveredAt: when.optional(),
	updatedAt: when,
	/** Newest first. */
	checkpoints: z.array(z.object({ at: when, text: label, place: label.optional() })).max(20),
});

/** A payment with what became of it: how much came back, why it failed, whether the customer disputes it. */
export const payment = z.object({
	type: z.literal("payment"),
	id: label,
	reference: label,
	href: href.optional(),
	at: when,
	amount: money,
	refunded: money.optional(),
	state,
	/** How it was paid: `Visa ending in 4242`. */
	method: label.optional(),
	description: label.optional(),
	failure: label.optional(),
	dispute: z
		.object({ state, reason: label.optional(), amount: money, answerBy: when.optional(), href: href.optional() })
		.optional(),
});

/** A customer's way through one course. `progress`: per cent. */
export const course = z.object({
	type: z.literal("course"),
	id: label,
	title: label,
	href: href.optional(),
	progress: z.number().min(0).max(100).optional(),
	state,
	startedAt: when.optional(),
	lastSeenAt: when.optional(),
	completedAt: when.optional(),
	nextStep: z.object({ title: label, href: href.optional(), dueAt: when.optional() }).optional(),
});

/**
 * What no other shape has: labelled values. By `type` (text, where it is absent): `number` and `money` are decimal text (`12.50`, `12.50 EUR`), `date`
 * is a day or an instant in ISO 8601. `sensitive`: shown only when asked for.
 */
export const field = z.object({
	key: label,
	label,
	value: words(500),
	type: z.enum(["text", "number", "date", "money"]).optional(),
	tone: tone.optional(),
	href: href.optional(),
	sensitive: z.boolean().optional(),
});
export const fields = z.object({
	type: z.literal("fields"),
	id: label,
	title: label,
	href: href.optional(),
	updatedAt: when.optional(),
	fields: z.array(field).max(30),
});

export const item = z.discriminatedUnion("type", [order, delivery, contact, ticket, parcel, payment, course, fields]);
export type Item = z.infer<typeof item>;
export type Order = z.infer<typeof order>;
export type Delivery = z.infer<typeof delivery>;
export type Contact = z.infer<typeof contact>;
export type Ticket = z.infer<typeof ticket>;
export type Parcel = z.infer<typeof parcel>;
export type Payment = z.infer<typeof payment>;
export type Course = z.infer<typeof course>;
export type Fields = z.infer<typeof fields>;

export const cardState = z.enum([
	"loading",
	"fresh",
	"stale",
	"failed",
	"drifted",
	"timed_out",
	"breaker_open",
	"not_found",
	"no_verified_key",
]);
export type CardState = z.infer<typeof cardState>;

/**
 * A card with its age and state. `items` holds the last good data, also when `state` says that the newest try failed;
 * `fetchedAt` is when that data came. `not_found`: the system does not know this customer. `no_verified_key`: nothing
 * proven about the customer that this system could be asked by. `drifted`: the system answers in another form than
 * before; admins have a notice that names the field.
 */
export const card = z.object({
	connectionId,
	connector: z.string().max(40),
	title: label,
	state: cardState,
	fetchedAt: when.optional(),
	/** Where the system says so: until when the card holds, if that is before it is old by itself. */
	freshUntil: when.optional(),
	reason: words(300).optional(),
	items: z.array(item).max(50),
});
/** Counts the forms that cards have had: whoever keeps one keeps this beside it (test/protocol/card-shape.test.ts). */
export const CARD_SHAPE = 1;
export type Card = z.infer<typeof card>;
