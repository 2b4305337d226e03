// A document's webhook in canonical form. Which fields come is the business's choice (README.md has the full set).
import { z } from "zod";
import type { BusinessEventKind, Facts } from "../../protocol/business-event.ts";
import type { Item } from "../../protocol/card.ts";
import type { HookHead, Translated, VerifiedKeys } from "../connector.ts";
import { inWords, toMoney } from "../decimal-money.ts";
import { clean, optionalFirstOf, optionalLabel } from "../foreign-value.ts";
import { deliveryNote, salesOrder } from "./answers.ts";
import { fromNote, fromOrder } from "./delivery.ts";
import { documentHref, type Settings } from "./settings.ts";
import { dayOf, daysBetween, fromSiteTime, optionalDay } from "./site-time.ts";

const payload = z.object({
	name: z
		.string()
		.min(1)
		.max(140)
		.transform((name) => name.toWellFormed()),
	modified: z.string().nullish(),
	creation: z.string().nullish(),
	status: optionalLabel,
	customer_name: optionalLabel,
	contact_email: optionalLabel,
	contact_mobile: optionalLabel,
	email_id: optionalLabel,
	mobile_no: optionalLabel,
	currency: z.string().nullish(),
	grand_total: z.union([z.number(), z.string()]).nullish(),
	delivery_date: optionalDay,
	custom_expected_delivery_date: optionalDay,
	previous_delivery_date: optionalDay,
	custom_delivery_status: optionalLabel,
	custom_delay_reason: optionalLabel,
	items: optionalFirstOf(50, z.object({ item_name: optionalLabel, qty: z.number() })).catch([]),
});
type Payload = z.infer<typeof payload>;

/** What one document says, before it is put into words. */
interface Reading {
	kind: BusinessEventKind;
	what: string;
	facts: Facts;
	item?: Item | undefined;
}

const READINGS = new Map<string, (document: Payload, raw: unknown, settings: Settings, today: string) => Reading>([
	["Delivery Note", readNote],
	["Sales Order", readOrder],
	["Customer", () => ({ kind: "customer.updated", what: "changed", facts: {} })],
]);

export const topics: readonly string[] = [...READINGS.keys()];

/** Without an instant of its own an event is older than every other: it never replaces what is known. */
const OLDEST = new Date(0).toISOString();

export function translate(head: HookHead, raw: unknown, settings: Settings, nowMs: number = Date.now()): Translated {
	const read = payload.safeParse(raw);
	const reading = READINGS.get(head.topic);
	if (!read.success) return unread(head, head.eventId, OLDEST);
	const document = read.data;
	const version = fromSiteTime(document.modified ?? "", settings.timeZone) ?? head.occurredAt ?? OLDEST;
	if (!reading) return unread(head, document.name, version);
	const { kind, what, facts, item } = reading(document, raw, settings, dayOf(nowMs, settings.timeZone));
	const reference = clean((head.topic === "Customer" && document.customer_name) || document.name, 120);
	return {
		kind,
		objectType: objectTypeOf(head.topic),
		objectId: clean(document.name, 120),
		reference,
		summary: clean(`${head.topic} ${reference} ${what}`, 500),
		href: documentHref(settings, head.topic, document.name),
		version,
		facts,
		customer: customerOf(document),
		...(item && { item }),
	};
}

function readNote(document: Payload, raw: unknown, settings: Settings, today: string): Reading {
	const note = deliveryNote.safeParse(raw);
	const expected = document.custom_expected_delivery_date;
	return {
		...changeOf(document, expected, "delivery"),
		item: note.success ? { ...fromNote(note.data, settings, today), lines: linesOf(document) } : undefined,
	};
}

function readOrder(document: Payload, raw: unknown, settings: Settings, today: string): Reading {
	const order = salesOrder.safeParse(raw);
	const total = toMoney(String(document.grand_total ?? ""), document.currency ?? "");
	const change = changeOf(document, document.delivery_date, "order");
	return {
		...change,
		what: total ? `${change.what}, ${inWords(total)}` : change.what,
		facts: { ...change.facts, ...(total && { total }) },
		item: order.success ? { ...fromOrder(order.data, settings, today), lines: linesOf(document) } : undefined,
	};
}

function changeOf(document: Payload, expected: string | undefined, noun: "delivery" | "order"): Reading {
	const { status, previous_delivery_date: before, custom_delivery_status: own, creation, modified } = document;
	const delayDays = expected && before ? daysBetween(before, expected) : 0;
	const facts = delayDays > 0 ? { delayDays } : {};
	if (status === "Cancelled")
		return { kind: noun === "order" ? "order.cancelled" : "delivery.updated", what: "cancelled", facts: {} };
	if (own === "Delivered") return { kind: "delivery.delivered", what: "delivered", facts: {} };
	if (delayDays > 0 || own === "Delayed") {
		const due = expected ? `, now due ${expected}` : "";
		const by = delayDays > 0 ? ` by ${delayDays} ${delayDays === 1 ? "day" : "days"}` : "";
		const why = document.custom_delay_reason ? `: ${document.custom_delay_reason}` : "";
		return { kind: "delivery.delayed", what: `delayed${by}${due}${why}`, facts };
	}
	if (creation && creation === modified) return { kind: `${noun}.created`, what: "created", facts };
	return { kind: `${noun}.updated`, what: status ? `changed, ${status.toLowerCase()}` : "changed", facts };
}

function linesOf({ items }: Payload): { title: string; quantity: number }[] {
	return items.map(({ item_name, qty }) => ({ title: item_name ?? "", quantity: qty }));
}

/** The e-mail address and number in the document: the person it is for, or of a Customer its own. */
function customerOf(document: Payload): VerifiedKeys {
	const email = document.contact_email ?? document.email_id;
	const phone = document.contact_mobile ?? document.mobile_no;
	return { ...(email?.includes("@") && { email }), ...(phone && { phone }) };
}

function unread(head: HookHead, name: string, version: string): Translated {
	const topic = clean(head.topic, 120);
	return {
		kind: "other",
		objectType: objectTypeOf(topic),
		objectId: clean(name, 120),
		reference: topic,
		summary: topic,
		version,
		facts: {},
		customer: {},
	};
}

function objectTypeOf(topic: string): string {
	return clean(topic.toLowerCase().replaceAll(/\W+/g, "_"), 60) || "unknown";
}
