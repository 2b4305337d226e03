// The pull card: Heddle's own contract for a system that has no connector. Heddle asks an endpoint of the business about
// one customer, signed by Standard Webhooks; docs/pull-card.md is the page for who writes the endpoint.
import { z } from "zod";
import { field } from "./card.ts";
import { words } from "./text.ts";

/** What the endpoint is asked: only what is proven about the customer, at least one of these. */
export const pullCardRequest = z.object({
	customer: z.object({
		/** The shop's own id of its customer, as the shop signed it for the widget. */
		externalId: z.string().optional(),
		email: z.string().optional(),
		phone: z.string().optional(),
	}),
});
export type PullCardRequest = z.infer<typeof pullCardRequest>;

/** Cards and fields beyond these are left out, not refused: a customer with much is no fault of the endpoint. */
const MOST_CARDS = 10;
const MOST_FIELDS = 30;
/** A day: beyond it a mistake in the unit is likelier than a wish. */
const LONGEST_TTL_S = 86_400;

/** Shapes of a value by its field's type; `text` may be anything. */
const FORMS = {
	text: { fits: (_: string) => true, form: "text" },
	number: { fits: (value: string) => /^-?\d{1,18}(\.\d{1,18})?$/.test(value), form: "a number as 12.5" },
	money: {
		fits: (value: string) => /^-?\d{1,18}(\.\d{1,18})? [A-Z]{3}$/.test(value),
		form: "money as 12.50 EUR",
	},
	date: {
		fits: (value: string) => z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(value).success,
		form: "a date as 2026-11-23 or 2026-11-23T09:00:00Z",
	},
};

/** A labelled value. Numbers may be written as JSON numbers; a value that is null or empty leaves its field out. */
export const pullCardField = field
	.extend({
		value: z
			.union([z.string(), z.number()], "text or a number")
			.nullable()
			.transform((value) => (value === null ? "" : String(value)))
			.pipe(words(500)),
	})
	.check((context) => {
		const { type = "text", value } = context.value;
		if (value !== "" && !FORMS[type].fits(value))
			context.issues.push({ code: "custom", message: FORMS[type].form, path: ["value"], input: value });
	});

/** With a zone; kept in UTC. At the edges of the calendar another zone may be another year than ISO 8601 can write. */
const instant = z.iso.datetime({ offset: true }).transform((text, context) => {
	const utc = new Date(text).toISOString();
	if (/^\d{4}-/.test(utc)) return utc;
	context.issues.push({ code: "custom", message: "an instant of the years 0 to 9999", input: text });
	return z.NEVER;
});

export const pullCard = z.object({
	title: words(255),
	/** The card's page in the business's own system. */
	href: z
		.url({ protocol: /^https?$/ })
		.max(2_000)
		.optional(),
	/** When what it says was last true. */
	updatedAt: instant.optional(),
	fields: atMost(MOST_FIELDS, pullCardField).check(({ value, issues }) => {
		const keys = value.map(({ key }) => key);
		const twice = keys.findIndex((key, place) => keys.indexOf(key) < place);
		if (twice >= 0)
			issues.push({
				code: "custom",
				message: "a key of its own in the card",
				path: [twice, "key"],
				input: keys[twice],
			});
	}),
	/** Kept free for what agents may one day do from a card: leave it out or empty. */
	actions: z.array(z.unknown()).max(0, "an empty list, as there are no actions yet").optional(),
});
export type PullCard = z.infer<typeof pullCard>;

/** The endpoint's answer, status 200. No cards: it does not know this customer; so does status 404. */
export const pullCardAnswer = z.object({
	cards: atMost(MOST_CARDS, pullCard),
	/** For how long the answer holds. Heddle asks again after five minutes at the latest. */
	ttlSeconds: z.number().int().min(0).max(LONGEST_TTL_S).optional(),
});
export type PullCardAnswer = z.infer<typeof pullCardAnswer>;

function atMost<T extends z.ZodType>(length: number, element: T) {
	return z
		.array(z.unknown())
		.transform((list) => list.slice(0, length))
		.pipe(z.array(element));
}
