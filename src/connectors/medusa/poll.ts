// What changed in a shop while no webhook told of it: orders by their time of change, then those whose money moved since,
// which leaves the order's own time as it was. https://docs.medusajs.com/api/admin#orders_getorders, #payments_getpayments
import { z } from "zod";
import type { Item } from "../../protocol/card.ts";
import type { Finding, FoundPage, Poll, Read, Span, SystemFetch } from "../connector.ts";
import { firstOf, idText, instant } from "../foreign-value.ts";
import { placeIn } from "../poll-place.ts";
import { ORDER_FIELDS, order } from "./answers.ts";
import { list, type Shop } from "./api.ts";
import { topicBeside, topicIn } from "./changes.ts";
import type { Settings } from "./settings.ts";

/** As in lookup.ts: ten orders of 50 lines stay below the 1 MB of an answer. */
const PAGE = 10;

/** As they came: `translate` reads the rest. */
const changedOrders = z.object({ orders: firstOf(PAGE, z.looseObject({ id: idText, updated_at: instant })) });
type ChangedOrder = z.infer<typeof changedOrders>["orders"][number];

/** A payment of a cart that became no order has none. */
const movedPayments = z.object({
	payments: firstOf(
		PAGE,
		z.object({
			payment_collection: z.object({
				updated_at: instant,
				order: z.object({ id: idText, updated_at: instant }).nullish(),
			}),
		}),
	),
});

/** Where the next page begins: in which list, for orders from which time of change on, and how many of those on. */
const place = z.object({
	list: z.enum(["orders", "payments"]),
	from: z.string().optional(),
	start: z.number().int().min(0),
});
type Place = z.infer<typeof place>;

export const poll: Poll<Settings> = { tells: "states", precisionMs: 1, changedSince, besideLast };

async function changedSince(
	span: Span,
	settings: Settings,
	fetchSystem: SystemFetch,
	cursor?: string,
): Promise<Read<FoundPage>> {
	const begin: Place = { list: "orders", start: 0 };
	const at = placeIn(place, cursor, begin);
	const shop = { settings, fetchSystem };
	const read = at.list === "orders" ? await ordersPage(shop, span, at) : await paymentsPage(shop, span, at);
	if (!read.ok) return read;
	const { orders, next } = read.value;
	const findings = orders.map((one) => found(one, span));
	return { ok: true, value: { findings, ...(next && { next: JSON.stringify(next) }) } };
}

type Page = Read<{ orders: ChangedOrder[]; next?: Place }>;

/** Behind the last time of change, as orders that change meanwhile leave the window; within one time, by count. */
async function ordersPage(shop: Shop, { afterMs, untilMs }: Span, { from, start }: Place): Promise<Page> {
	const read = await ordersBy(shop, [
		from ? ["updated_at[$gte]", from] : ["updated_at[$gt]", isoOf(afterMs)],
		["updated_at[$lte]", isoOf(untilMs)],
		["order", "updated_at"],
		["offset", String(start)],
	]);
	if (!read.ok) return read;
	const { orders } = read.value;
	const last = orders.at(-1)?.updated_at;
	if (last === undefined || orders.length < PAGE)
		return { ok: true, value: { orders, next: { list: "payments", start: 0 } } };
	return { ok: true, value: { orders, next: { list: "orders", from: last, start: last === from ? start + PAGE : 0 } } };
}

/**
 * No list can be narrowed to when money moved, but payments can be put in that order (a refund touches their collection
 * only): newest first, until the window's beginning. What moves meanwhile comes to the front, and nothing is left out.
 */
async function paymentsPage(shop: Shop, { afterMs, untilMs }: Span, { start }: Place): Promise<Page> {
	const query: [string, string][] = [
		["order", "-payment_collection.updated_at"],
		["limit", String(PAGE)],
		["offset", String(start)],
		["fields", "id,payment_collection.updated_at,payment_collection.order.id,payment_collection.order.updated_at"],
	];
	const read = await list(shop, "payments", query, movedPayments);
	if (!read.ok) return read;
	const moved = read.value.payments.map(({ payment_collection }) => payment_collection);
	const ids = moved.flatMap(({ updated_at, order }) => {
		const isIn = Date.parse(updated_at) > afterMs && Date.parse(updated_at) <= untilMs;
		// What changed itself since then is told by the first list, now or in the next window.
		return isIn && order && Date.parse(order.updated_at) <= afterMs ? [order.id] : [];
	});
	const last = moved.at(-1);
	const more = last !== undefined && moved.length === PAGE && Date.parse(last.updated_at) > afterMs;
	const next = more ? { next: { list: "payments" as const, start: start + PAGE } } : {};
	if (ids.length === 0) return { ok: true, value: { orders: [], ...next } };
	const theirs = await ordersBy(
		shop,
		[...new Set(ids)].map((id): [string, string] => ["id[]", id]),
	);
	return theirs.ok ? { ok: true, value: { orders: theirs.value.orders, ...next } } : theirs;
}

function ordersBy(shop: Shop, query: [string, string][]): Promise<Read<z.infer<typeof changedOrders>>> {
	return list(shop, "orders", [...query, ["limit", String(PAGE)], ["fields", ORDER_FIELDS]], changedOrders);
}

/** In the form of the shop's subscriber. */
function found(one: ChangedOrder, span: Span): Finding {
	const read = order.safeParse(one);
	const at = (read.success && read.data.changedAt) || one.updated_at;
	const topic = read.success ? topicIn(read.data, span) : "order.updated";
	return { head: { topic, eventId: `${one.id} ${at}` }, payload: { type: topic, data: one } };
}

const told = z.object({ data: order });

function besideLast(finding: Finding, last: Item): Finding {
	const read = told.safeParse(finding.payload);
	if (last.type !== "order" || !read.success) return finding;
	return { ...finding, head: { ...finding.head, topic: topicBeside(read.data.data, last) } };
}

function isoOf(ms: number): string {
	return new Date(ms).toISOString();
}
