// A customer's newest orders: those of their account, and those placed as a guest.
import type { Lookup, NoteUnknown, SystemFetch, VerifiedKeys } from "../connector.ts";
import type { Read } from "../failure.ts";
import { mostUrgent } from "../urgency.ts";
import { customerList, ORDER_FIELDS, type OrderAnswer, orderList } from "./answers.ts";
import { list, type Shop } from "./api.ts";
import { toOrder } from "./order.ts";
import type { Settings } from "./settings.ts";

/** Newest orders read of an account, and of a search. With what plugins keep in them, 20 stay well below 1 MB. */
const ORDERS_READ = 20;

/**
 * By e-mail address only: telephone numbers are whatever somebody typed at the checkout. Never by `externalId`: it is
 * the id of whichever shop signed for the customer. Three calls at most, the first two at once.
 */
export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown?: NoteUnknown,
): Promise<Lookup> {
	const email = keys.email?.trim().toLowerCase();
	if (!email) return { ok: true, found: false, items: [] };
	const shop = { settings, fetchSystem };
	const [account, addressed] = await Promise.all([findAccount(shop, email), findAddressed(shop, email)]);
	if (!account.ok) return account;
	if (!addressed.ok) return addressed;
	const own = account.value ? await findOwn(shop, account.value) : { ok: true as const, value: [] };
	if (!own.ok) return own;
	const orders = new Map([...own.value, ...addressed.value].map((order) => [order.id, order]));
	const items = [...orders.values()].map((order) => toOrder(order, settings, "orders.", noteUnknown));
	return { ok: true, found: account.value !== undefined || items.length > 0, items: mostUrgent(items) };
}

/** Without `role=all` only users with the role of customers are looked at, and staff buy too. */
async function findAccount(shop: Shop, email: string): Promise<Read<string | undefined>> {
	const found = await list(shop, "customers", { email, role: "all", _fields: "id,email" }, customerList);
	if (!found.ok) return found;
	return { ok: true, value: found.value.find((one) => one.email.toLowerCase() === email)?.id };
}

function findOwn(shop: Shop, customer: string): Promise<Read<OrderAnswer[]>> {
	return list(shop, "orders", { customer, per_page: String(ORDERS_READ), _fields: ORDER_FIELDS }, orderList);
}

/** The search also finds orders that merely contain the text: only those with the equal address count. */
async function findAddressed(shop: Shop, email: string): Promise<Read<OrderAnswer[]>> {
	const query = { search: email, per_page: String(ORDERS_READ), _fields: ORDER_FIELDS };
	const found = await list(shop, "orders", query, orderList);
	if (!found.ok) return found;
	return { ok: true, value: found.value.filter(({ billing }) => billing.email?.trim().toLowerCase() === email) };
}
