// A customer's newest orders, as account and as guest.
import type { Lookup, NoteUnknown, SystemFetch, VerifiedKeys } from "../connector.ts";
import { mostUrgent } from "../urgency.ts";
import { customerList, ORDER_FIELDS, orderList } from "./answers.ts";
import { list } from "./api.ts";
import { toOrder } from "./order.ts";
import type { Settings } from "./settings.ts";

/** Newest orders read: whatever fields are asked for, Medusa gives all of a line (1.7 KB); ten of 50 lines stay below 1 MB. */
const ORDERS_READ = 10;
/** An address has one account and one guest; more would be a fault of the shop's. */
const MOST_CUSTOMERS = 5;

/**
 * By e-mail address only: Medusa can filter by no telephone number. Never by `externalId`: it is the id of whichever
 * shop signed for the customer. Two calls.
 */
export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown?: NoteUnknown,
): Promise<Lookup> {
	const email = keys.email?.trim();
	if (!email) return { ok: true, found: false, items: [] };
	const shop = { settings, fetchSystem };
	// The filter minds capitals: the checkout writes small letters, people who add customers write what they like.
	const spellings = [...new Set([email, email.toLowerCase()])].map((one): [string, string] => ["email[]", one]);
	const known = await list(shop, "customers", [...spellings, ["fields", "id,email"], ["limit", "20"]], customerList);
	if (!known.ok) return known;
	const ids = known.value.customers
		.filter((one) => one.email?.trim().toLowerCase() === email.toLowerCase())
		.slice(0, MOST_CUSTOMERS)
		.map(({ id }): [string, string] => ["customer_id[]", id]);
	if (ids.length === 0) return { ok: true, found: false, items: [] };
	const newest: [string, string][] = [
		["order", "-created_at"],
		["limit", String(ORDERS_READ)],
		["fields", ORDER_FIELDS],
	];
	const read = await list(shop, "orders", [...ids, ...newest], orderList);
	if (!read.ok) return read;
	const items = read.value.orders.map((order) => toOrder(order, settings, "orders.", noteUnknown));
	return { ok: true, found: true, items: mostUrgent(items) };
}
