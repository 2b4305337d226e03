// A customer's newest payments, their refunds and disputes.
import type { Payment } from "../../protocol/card.ts";
import type { Lookup, NoteUnknown, SystemFetch, VerifiedKeys } from "../connector.ts";
import type { Read } from "../failure.ts";
import { mostUrgent } from "../urgency.ts";
import { type ChargeAnswer, chargeList, customerList, type DisputeAnswer, disputeList } from "./answers.ts";
import { get, type Refused } from "./api.ts";
import { toPayment } from "./payment.ts";
import type { Settings } from "./settings.ts";

/** Customers of one address whose payments are read: guests' checkouts make a new customer each time. */
const MOST_CUSTOMERS = 3;
/** Newest charges of each, looked through for what needs an eye. */
const CHARGES_READ = 20;
/** Newest disputes read: Stripe lists them by charge only. */
const MOST_DISPUTES = 3;

interface Account {
	settings: Settings;
	fetchSystem: SystemFetch;
}

/**
 * By e-mail address, else by phone. Never by `externalId`: it is the id of whichever shop signed for the customer.
 * Two to eight calls, three in the usual case.
 */
export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown?: NoteUnknown,
): Promise<Lookup> {
	const account = { settings, fetchSystem };
	for (const key of ["email", "phone"] as const) {
		const value = keys[key];
		if (!value) continue;
		const customers = await findCustomers(account, key, value);
		if (!customers.ok) return told(customers);
		if (customers.value.length === 0) continue;
		const charges = await chargesOf(account, customers.value);
		if (!charges.ok) return told(charges);
		const disputes = await disputesOf(account, charges.value);
		if (!disputes.ok) return told(disputes);
		const payments = toPayments(charges.value, disputes.value, noteUnknown);
		return { ok: true, found: true, items: mostUrgent(payments) };
	}
	return { ok: true, found: false, items: [] };
}

/**
 * The search lags behind by a minute or more and is not to be had in some countries; the list is up to date but tells
 * upper from lower case, and knows no phones. Ids, newest first.
 * https://docs.stripe.com/search#data-freshness, https://docs.stripe.com/api/customers/list
 */
async function findCustomers(account: Account, key: "email" | "phone", value: string): Promise<Read<string[]>> {
	const query = { query: `${key}:"${value.replaceAll(/["\\]/g, "\\$&")}"`, limit: "20" };
	const searched = await read(account, "/v1/customers/search", query, customerList);
	if (searched.ok) {
		const found = equal(searched.value.data);
		if (found.length > 0 || key === "phone") return { ok: true, value: found };
	} else if (key === "phone" || !("status" in searched) || searched.status !== 400) return searched;
	const listed = await read(account, "/v1/customers", { email: value, limit: "20" }, customerList);
	return listed.ok ? { ok: true, value: equal(listed.value.data) } : listed;

	/** Only who has this very address is this customer. */
	function equal(customers: { id: string; email?: string | null | undefined; phone?: string | null | undefined }[]) {
		const same = customers.filter((customer) => customer[key]?.toLowerCase() === value.toLowerCase());
		return same.slice(0, MOST_CUSTOMERS).map(({ id }) => id);
	}
}

/** Newest first. */
async function chargesOf(account: Account, customers: readonly string[]): Promise<Read<ChargeAnswer[]>> {
	const lists = await Promise.all(
		customers.map((customer) => {
			const query = { customer, limit: String(CHARGES_READ), "expand[]": "data.refunds" };
			return read(account, "/v1/charges", query, chargeList);
		}),
	);
	const charges: ChargeAnswer[] = [];
	for (const list of lists) {
		if (!list.ok) return list;
		charges.push(...list.value.data);
	}
	return { ok: true, value: charges.toSorted((one, other) => other.created.localeCompare(one.created)) };
}

/** By charge. A key that may not read them costs the details, not the card: the payment is shown as disputed. */
async function disputesOf(
	account: Account,
	charges: readonly ChargeAnswer[],
): Promise<Read<ReadonlyMap<string, DisputeAnswer>>> {
	const disputed = charges.filter((charge) => charge.disputed).slice(0, MOST_DISPUTES);
	const lists = await Promise.all(
		disputed.map(({ id }) => read(account, "/v1/disputes", { charge: id, limit: "1" }, disputeList)),
	);
	const disputes = new Map<string, DisputeAnswer>();
	for (const [place, list] of lists.entries()) {
		if (!list.ok && "status" in list && list.status === 403) continue;
		if (!list.ok) return list;
		const [dispute] = list.value.data;
		const charge = disputed[place];
		if (dispute && charge) disputes.set(charge.id, dispute);
	}
	return { ok: true, value: disputes };
}

function toPayments(
	charges: readonly ChargeAnswer[],
	disputes: ReadonlyMap<string, DisputeAnswer>,
	noteUnknown: NoteUnknown | undefined,
): Payment[] {
	const paid = new Set(
		charges.flatMap(({ status, payment_intent }) => (status === "succeeded" && payment_intent ? [payment_intent] : [])),
	);
	return charges.flatMap((charge) => {
		const payment = toPayment(charge, { dispute: disputes.get(charge.id), paid, noteUnknown });
		return payment ? [payment] : [];
	});
}

function read<T>(
	{ settings, fetchSystem }: Account,
	path: string,
	query: Record<string, string>,
	schema: Parameters<typeof get<T>>[2],
): Promise<Read<T> | Refused> {
	return get(path, query, schema, settings, fetchSystem);
}

function told(failure: Extract<Read<unknown>, { ok: false }> | Refused): Lookup {
	const { ok, reason, retryAfterMs, drift } = failure;
	return { ok, reason, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(drift && { drift }) };
}
