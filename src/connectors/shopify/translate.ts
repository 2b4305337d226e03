// A webhook in canonical form. Each topic has a reading; what none can read is kind `other`, never an exception.
import type { HookHead, Translated } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { keysOf } from "./order-payload.ts";
import { orderReading, readDispute, readEdit, readRefund } from "./order-readings.ts";
import { anything, customer } from "./payloads.ts";
import { about, type Context, type Reading, versionOf } from "./reading.ts";
import { adminHref, type Settings } from "./settings.ts";
import { readFulfillment, readFulfillmentEvent } from "./shipment-readings.ts";

const READINGS = new Map<string, Reading>([
	["orders/create", orderReading("order.created", "placed")],
	["orders/updated", orderReading("order.updated", "changed")],
	["orders/paid", orderReading("order.paid", "paid")],
	["orders/cancelled", orderReading("order.cancelled", "cancelled")],
	["orders/fulfilled", orderReading("order.fulfilled", "shipped")],
	["orders/partially_fulfilled", orderReading("order.updated", "partly shipped")],
	["orders/edited", readEdit],
	["refunds/create", readRefund],
	["fulfillments/create", readFulfillment],
	["fulfillments/update", readFulfillment],
	["fulfillment_events/create", readFulfillmentEvent],
	["customers/create", readCustomer],
	["customers/update", readCustomer],
	["disputes/create", readDispute],
	["disputes/update", readDispute],
]);

/** What other topics are called in front of an agent. The last three are Shopify's mandatory privacy topics. */
const OTHERS = new Map([
	["app/uninstalled", "The Heddle app was removed from the shop: cards and events from it have ended"],
	["returns/request", "Return requested"],
	["customers/merge", "Two customers merged in the shop"],
	["customers/delete", "Customer deleted in the shop"],
	["customers/data_request", "Privacy: a customer asks for their data"],
	["customers/redact", "Privacy: a customer's data has to be erased"],
	["shop/redact", "Privacy: the shop's data has to be erased"],
]);

/** The topics to subscribe to. Others are accepted too, as kind `other`. */
export const topics: readonly string[] = [...READINGS.keys(), ...OTHERS.keys()];

export function translate(
	head: HookHead,
	payload: unknown,
	settings: Settings,
	nowMs: number = Date.now(),
): Translated {
	return READINGS.get(head.topic)?.(payload, { head, settings, nowMs }) ?? readAnything(payload, head);
}

function readCustomer(payload: unknown, { head, settings }: Context): Translated | undefined {
	const read = customer.safeParse(payload);
	if (!read.success) return undefined;
	const { id, first_name, last_name, updated_at } = read.data;
	const name = [first_name, last_name].filter(Boolean).join(" ");
	return {
		...about("customer.updated", "customer", id, versionOf(updated_at, head.occurredAt)),
		reference: clean(name || `customer ${id}`, 120),
		summary: head.topic === "customers/create" ? "New customer in the shop" : "Customer changed in the shop",
		href: adminHref(settings.shop, `customers/${encodeURIComponent(id)}`),
		customer: keysOf(read.data),
	};
}

function readAnything(payload: unknown, head: HookHead): Translated {
	const read = anything.safeParse(payload);
	const { id, name, updated_at } = read.success ? read.data : {};
	const objectType = clean(head.topic.split("/", 1)[0] ?? "", 60) || "unknown";
	return {
		...about("other", objectType, id ?? head.eventId, versionOf(updated_at, head.occurredAt)),
		reference: clean(name ?? (id ? `${objectType} ${id}` : head.topic), 120),
		summary: OTHERS.get(head.topic) ?? clean(head.topic, 500),
	};
}
