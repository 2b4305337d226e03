// What a sweep has found, in canonical form: by its topic what happened, by its record whose it is and how it stands.
import { z } from "zod";
import type { BusinessEventKind } from "../../protocol/business-event.ts";
import type { Item, Order } from "../../protocol/card.ts";
import type { Finding, HookHead, Translated, VerifiedKeys } from "../connector.ts";
import { inWords } from "../decimal-money.ts";
import { clean } from "../foreign-value.ts";
import { thingIn, unread } from "../unread.ts";
import { type PartyAnswer, party, sale, shipment, times } from "./answers.ts";
import { ENDED, NOT_YET, toDelivery, toOrder } from "./items.ts";
import { recordHref, type Settings } from "./settings.ts";
import { day } from "./wire.ts";
import { stateOf } from "./words.ts";

const KINDS = new Map<string, { kind: BusinessEventKind; what: string }>([
	["sale.created", { kind: "order.created", what: "confirmed" }],
	["sale.updated", { kind: "order.updated", what: "changed" }],
	["sale.cancelled", { kind: "order.cancelled", what: "cancelled" }],
	["sale.paid", { kind: "order.paid", what: "paid" }],
	["sale.sent", { kind: "order.fulfilled", what: "shipped" }],
	["shipment.created", { kind: "delivery.created", what: "created" }],
	["shipment.updated", { kind: "delivery.updated", what: "changed" }],
	["shipment.delayed", { kind: "delivery.delayed", what: "delayed" }],
]);

export function translate(
	head: HookHead,
	payload: unknown,
	settings: Settings,
	nowMs: number = Date.now(),
): Translated {
	const told = KINDS.get(head.topic);
	const thing = thingIn(head);
	const read = told && (thing === "sale" ? readSale(payload, settings) : readShipment(payload, settings, nowMs));
	if (!told || !read) return unread(head, thing === "sale" ? "order" : "delivery");
	const { item, more, facts, customer, version } = read;
	const name = item.reference.startsWith(read.name) ? item.reference : `${read.name} ${item.reference}`;
	return {
		kind: told.kind,
		objectType: item.type,
		objectId: item.id,
		reference: clean(item.reference, 120),
		summary: clean(`${name} ${told.what}${more}`, 500),
		href: recordHref(settings, read.model, item.id),
		version,
		facts,
		customer,
		item,
	};
}

const soldTo = z.object({ "party.": party });
function readSale(payload: unknown, settings: Settings) {
	const record = sale.safeParse(payload);
	const owner = soldTo.safeParse(payload);
	if (!record.success) return undefined;
	const item = toOrder(record.data, settings);
	return {
		...{ name: "Sale", model: "sale.sale", item, version: record.data.write_date ?? record.data.create_date },
		more: `${item.cancelledAt ? "" : ` (${inShort(item)})`}, ${inWords(item.total)}`,
		facts: { total: item.total, paymentState: item.payment.label },
		customer: owner.success ? keysOf(owner.data["party."]) : {},
	};
}

const sentTo = z.object({ "customer.": party });
const movedFrom = z.object({ previous_day: z.iso.date(), planned_date: day });
function readShipment(payload: unknown, settings: Settings, nowMs: number) {
	const record = shipment.safeParse(payload);
	const changed = times.safeParse(payload);
	const owner = sentTo.safeParse(payload);
	if (!record.success || !changed.success) return undefined;
	const item = toDelivery(record.data, settings, nowMs);
	const moved = movedFrom.safeParse(payload);
	const delayDays = moved.success ? daysBetween(moved.data.previous_day, moved.data.planned_date) : 0;
	const by = `by ${delayDays} ${delayDays === 1 ? "day" : "days"}, now due ${moved.data?.planned_date}`;
	return {
		...{ name: "Shipment", model: "stock.shipment.out", item, version: changed.data.changed },
		more: delayDays > 0 ? ` ${by}` : ` (${item.state.label.toLowerCase()})`,
		facts: delayDays > 0 ? { delayDays } : {},
		customer: owner.success ? keysOf(owner.data["customer."]) : {},
	};
}

function inShort({ payment, fulfilment }: Order): string {
	return [...new Set([payment.label, fulfilment.label])].join(", ").toLowerCase();
}

/** The first address and number that the party keeps: the party itself is known by its id from then on. */
function keysOf({ id, "contact_mechanisms.": all }: PartyAnswer): VerifiedKeys {
	const first = (...types: string[]) =>
		clean(all.find(({ type, value }) => value && types.includes(type ?? ""))?.value ?? "");
	const email = first("email");
	const phone = first("phone", "mobile");
	return { externalId: id, ...(email.includes("@") && { email }), ...(phone && { phone }) };
}

const state = z.object({ state: z.string(), invoice_state: z.string(), shipment_state: z.string() });

/** What happened between the state that is known and this one. Windows overlap: what is known is not new. */
export function withLast(finding: Finding, last: Item): Finding {
	if (last.type === "delivery") return withLastDay(finding, last.expectedAt?.slice(0, 10));
	const now = state.safeParse(finding.payload).data;
	if (last.type !== "order" || !now) return finding;
	const open = [...NOT_YET].map((name) => stateOf("sale", name).label);
	if (now.state === "cancelled") return last.cancelledAt ? withTopic(finding, "sale.updated") : finding;
	if (!NOT_YET.has(now.state) && open.includes(last.payment.label)) return withTopic(finding, "sale.created");
	const turned = (field: "invoice_state" | "shipment_state", to: string, before: string) =>
		now[field] === to && stateOf(field, to).label !== before;
	if (turned("invoice_state", "paid", last.payment.label)) return withTopic(finding, "sale.paid");
	if (turned("shipment_state", "sent", last.fulfilment.label)) return withTopic(finding, "sale.sent");
	return withTopic(finding, "sale.updated");
}

function withLastDay(finding: Finding, before: string | undefined): Finding {
	const planned = z.object({ planned_date: day, state: z.string() }).safeParse(finding.payload).data;
	const known = withTopic(finding, "shipment.updated");
	if (!before || !planned || ENDED.has(planned.state) || daysBetween(before, planned.planned_date) <= 0) return known;
	return {
		head: { ...known.head, topic: "shipment.delayed" },
		payload: { ...asObject(finding.payload), previous_day: before },
	};
}

function asObject(payload: unknown): object {
	return typeof payload === "object" && payload !== null ? payload : {};
}

function withTopic({ head, payload }: Finding, topic: string): Finding {
	return { head: { ...head, topic }, payload };
}

/** Whole days from one to another. */
function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
