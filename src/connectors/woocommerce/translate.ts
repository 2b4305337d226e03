// A webhook in canonical form. What cannot be read is kind `other`, never an exception.
import type { BusinessEventKind, Facts } from "../../protocol/business-event.ts";
import type { HookHead, Translated } from "../connector.ts";
import { inWords } from "../decimal-money.ts";
import { clean } from "../foreign-value.ts";
import { OLDEST, thingIn, unread } from "../unread.ts";
import { bare, customer, type OrderAnswer, order } from "./answers.ts";
import { paymentWordOf, referenceOf, toOrder } from "./order.ts";
import { customerHref, orderHref, type Settings } from "./settings.ts";

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks (topics), without those of coupons and products. */
export const topics: readonly string[] = [
	...["order.created", "order.updated", "order.deleted", "order.restored"],
	...["customer.created", "customer.updated", "customer.deleted"],
];

/** How near the day of payment or completion is to that of the change, where it is what changed. */
const SAME_CHANGE_MS = 5_000;

export function translate(head: HookHead, payload: unknown, settings: Settings): Translated {
	const read = topics.includes(head.topic) ? reading(head.topic, payload, settings) : undefined;
	return read ?? unread(head, thingIn(head));
}

function reading(topic: string, payload: unknown, settings: Settings): Translated | undefined {
	const [thing = "", event = ""] = topic.split(".");
	if (event === "deleted") return readGone(thing, payload, settings);
	return thing === "order" ? readOrder(event, payload, settings) : readCustomer(event, payload, settings);
}

function readOrder(event: string, payload: unknown, settings: Settings): Translated | undefined {
	const read = order.safeParse(payload);
	if (!read.success) return undefined;
	const { data } = read;
	const reference = referenceOf(data);
	const { kind, what } = event === "updated" ? changeOf(data) : BY_EVENT[event === "created" ? "created" : "restored"];
	const email = data.billing.email?.trim();
	return {
		kind,
		objectType: "order",
		objectId: data.id,
		reference,
		summary: clean(`Order ${reference} ${what}, ${inWords(data.total)}`, 500),
		href: orderHref(settings, data.id),
		version: data.date_modified_gmt ?? data.date_created_gmt,
		facts: factsOf(data),
		customer: email && email.length <= 255 && email.includes("@") ? { email: clean(email) } : {},
		item: toOrder(data, settings),
	};
}

const BY_EVENT = {
	created: { kind: "order.created", what: "placed" },
	restored: { kind: "order.updated", what: "taken out of the trash" },
} as const;

/** WooCommerce says that an order changed, never what: its status says it, and times that are those of the change. */
function changeOf(data: OrderAnswer): { kind: BusinessEventKind; what: string } {
	const now = (at: string | undefined) =>
		at !== undefined &&
		data.date_modified_gmt !== undefined &&
		Math.abs(Date.parse(data.date_modified_gmt) - Date.parse(at)) <= SAME_CHANGE_MS;
	if (data.status === "cancelled") return { kind: "order.cancelled", what: "cancelled" };
	if (data.status === "refunded") return { kind: "order.refunded", what: "refunded" };
	if (data.status === "completed" && now(data.date_completed_gmt))
		return { kind: "order.fulfilled", what: "completed" };
	if (now(data.date_paid_gmt)) return { kind: "order.paid", what: "paid" };
	if (data.refunded.amount > 0) return { kind: "order.refunded", what: `refunded by ${inWords(data.refunded)} so far` };
	return { kind: "order.updated", what: `changed (${clean(data.status, 60)})` };
}

function factsOf(data: OrderAnswer): Facts {
	const country = (data.shipping?.country || data.billing.country || "").toUpperCase();
	const shipping = data.shipping_lines[0]?.method_title;
	return {
		total: data.total,
		...(shipping && { shipping }),
		...(/^[A-Z]{2}$/.test(country) && { country }),
		paymentState: paymentWordOf(data),
	};
}

function readCustomer(event: string, payload: unknown, settings: Settings): Translated | undefined {
	const read = customer.safeParse(payload);
	if (!read.success) return undefined;
	const { id, email, first_name, last_name, date_modified_gmt } = read.data;
	return {
		kind: "customer.updated",
		objectType: "customer",
		objectId: id,
		reference: clean([first_name, last_name].filter(Boolean).join(" ") || `customer ${id}`, 120),
		summary: event === "created" ? "New customer in the shop" : "Customer changed in the shop",
		href: customerHref(settings, id),
		version: date_modified_gmt ?? OLDEST,
		facts: {},
		customer: email.length <= 255 && email.includes("@") ? { email: clean(email) } : {},
	};
}

function readGone(thing: string, payload: unknown, settings: Settings): Translated | undefined {
	const read = bare.safeParse(payload);
	if (!read.success) return undefined;
	const { id } = read.data;
	const isOrder = thing === "order";
	return {
		kind: isOrder ? "order.updated" : "customer.updated",
		objectType: thing,
		objectId: id,
		reference: `${thing} ${id}`,
		summary: isOrder ? `Order ${id} moved to the trash` : `Customer ${id} deleted in the shop`,
		...(isOrder && { href: orderHref(settings, id) }),
		version: OLDEST,
		facts: {},
		customer: {},
	};
}
