// Rules: what is to be done when business events of some kinds come. Data, made in the console.
import { z } from "zod";
import { businessEvent, businessEventKind } from "./business-event.ts";
import { severity } from "./desk-frames.ts";
import { instant, priority, tag, text } from "./entry.ts";
import { kept, title } from "./http-parts.ts";
import { eventId, ruleId, teamId, userId } from "./ids.ts";

/**
 * A condition on an event. `total` compares minor units of `currency`. `language` is the customer's, as a BCP 47 tag:
 * `pt` holds for `pt-BR` too. `firstOrder`: no other order of this customer was known when the event first came.
 */
export const condition = z.discriminatedUnion("fact", [
	z.object({ fact: z.literal("total"), atLeast: z.number().int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) }),
	z.object({ fact: z.literal("tag"), is: kept(255).min(1) }),
	z.object({ fact: z.literal("shipping"), contains: kept(255).min(1) }),
	z.object({ fact: z.literal("country"), is: kept(2).length(2) }),
	z.object({ fact: z.literal("delayDays"), atLeast: z.number().min(0) }),
	z.object({ fact: z.literal("paymentState"), is: kept(60).min(1) }),
	z.object({ fact: z.literal("firstOrder"), is: z.boolean() }),
	z.object({ fact: z.literal("language"), is: kept(35).min(2) }),
]);
export type Condition = z.infer<typeof condition>;

/** `HH:MM`, 24 hours, on the wall clock of `timeZone`. */
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time such as 21:00");
const timeZone = z.string().max(60).refine(isTimeZone, "expected a time zone such as Europe/Berlin");
/** From `from` until `to`, over midnight where `to` is the earlier one. The same time twice is no quiet at all. */
export const quietHours = z.object({ from: wallTime, to: wallTime, timeZone });
export type QuietHours = z.infer<typeof quietHours>;

/** Texts by language (BCP 47), as inbox greetings are. */
const texts = z
	.record(kept(35).min(2), text.pipe(z.string().max(1_000)))
	.refine((all) => Object.keys(all).length > 0 && Object.keys(all).length <= 40, "expected 1 to 40 languages");

/**
 * What a rule does. An `alert` climbs to others when nobody has acknowledged it within `climbsAfterS` seconds; absent: never.
 * `assign` to a team alone leaves whoever has the conversation in that team. A `message` is public: it goes only into an
 * open conversation, once for each customer or business object; one that falls into `quiet` is sent when that ends.
 */
export const ruleAction = z.discriminatedUnion("type", [
	z.object({ type: z.literal("alert"), severity, climbsAfterS: z.number().int().min(30).max(86_400).optional() }),
	z.object({ type: z.literal("priority"), priority }),
	z.object({ type: z.literal("assign"), teamId, assigneeId: userId.nullable() }),
	z.object({ type: z.literal("tag"), tag }),
	z.object({ type: z.literal("note"), text }),
	z.object({
		type: z.literal("message"),
		texts,
		once: z.enum(["customer", "object"]),
		quiet: quietHours.nullable(),
	}),
]);
export type RuleAction = z.infer<typeof ruleAction>;

/** A rule fires when the event is one of `kinds` and its conditions hold: one of `any`, or every one where `match` says so. None: always. */
export const ruleSettings = z.object({
	name: title(120),
	enabled: z.boolean(),
	kinds: z.array(businessEventKind).min(1).max(businessEventKind.options.length),
	any: z.array(condition).max(20),
	/** Absent in rules that were made before there was a choice: `any`. */
	match: z.enum(["any", "all"]).optional(),
	/** One of each type: an effect is known by its rule and event or object, so a second of the same type would never be. */
	actions: z
		.array(ruleAction)
		.min(1)
		.max(ruleAction.options.length)
		.refine((all) => new Set(all.map(({ type }) => type)).size === all.length, "expected each type of action once"),
});
export type RuleSettings = z.infer<typeof ruleSettings>;
export const rule = ruleSettings.extend({ id: ruleId, createdAt: instant });
export type Rule = z.infer<typeof rule>;

/** What a rule would have done over the newest stored events of the workspace. Nothing was done. */
export const dryRun = z.object({
	/** How many events were looked at: the newest 1,000, or as many as there are. */
	looked: z.number().int(),
	/** For how many of them it fires; of these, in how many conversations' timelines they stand, and how many things they are about. */
	fired: z.number().int(),
	inConversation: z.number().int(),
	objects: z.number().int(),
	/** The newest 20 of them. */
	newest: z.array(
		businessEvent
			.pick({ kind: true, reference: true, summary: true })
			.extend({ id: eventId, receivedAt: instant, inConversation: z.boolean() }),
	),
});
export type DryRun = z.infer<typeof dryRun>;

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
