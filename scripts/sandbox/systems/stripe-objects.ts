// Stripe's objects, from the sandbox's customers and orders: one charge for each paid order, at Stripe's own time in
// whole seconds. https://docs.stripe.com/api/charges/object and its like
import { type Business, type Customer, customerOf, type Order } from "../business.ts";
import { totalCents } from "../orders.ts";
import type { Tenant } from "../tenants.ts";

export type Ledger = { business: Business; tenant: Tenant };
type Charge = { id: string; created: number; payment_intent: string } & Record<string, unknown>;

const DAY_S = 86_400;
/** Between a try that was declined and the one that went through. */
const RETRY_S = 120;

export function customerId({ id }: Customer): string {
	return `cus_${id}`;
}

export function customerObject(customer: Customer) {
	return {
		id: customerId(customer),
		object: "customer",
		address: null,
		balance: 0,
		created: seconds(customer.createdAt),
		currency: null,
		default_source: null,
		delinquent: false,
		description: null,
		discount: null,
		email: customer.email,
		invoice_prefix: `SB${customer.id}`,
		livemode: false,
		metadata: {},
		name: `${customer.firstName} ${customer.lastName}`,
		phone: customer.phone,
		preferred_locales: [customer.locale],
		shipping: null,
		tax_exempt: "none",
		test_clock: null,
	};
}

/** `expanded`: with their refunds, which Stripe leaves out unless asked. */
export function chargesOf(ledger: Ledger, customer: Customer, expanded: boolean): Charge[] {
	return ledger.business.orders
		.filter(({ customerId }) => customerId === customer.id)
		.flatMap((order) => [
			...(isPaid(order) ? [paid(ledger, order, expanded)] : []),
			...declined(ledger, order, expanded),
		]);
}

export function refundsOf({ business, tenant }: Ledger, charge: string | null) {
	return business.orders
		.filter((order) => charge === null || chargeId(order) === charge)
		.flatMap((order) => refundObjects(order, tenant));
}

export function disputesOf({ business, tenant }: Ledger, charge: string | null) {
	return business.orders
		.filter((order) => isDisputed(order) && (charge === null || chargeId(order) === charge))
		.map((order) => disputeObject(order, customerOf(business, order), tenant));
}

function isPaid({ financial }: Order): boolean {
	return financial !== "PENDING" && financial !== "VOIDED";
}

function isDisputed(order: Order): boolean {
	return order.trouble === "disputed" && isPaid(order);
}

function paid(ledger: Ledger, order: Order, expanded: boolean): Charge {
	const refunds = refundObjects(order, ledger.tenant);
	const returned = refunds.filter(({ status }) => status === "succeeded").reduce((sum, { amount }) => sum + amount, 0);
	return {
		...chargeObject(ledger, order, chargeId(order), seconds(order.createdAt) + RETRY_S),
		amount_captured: totalCents(order),
		amount_refunded: returned,
		captured: true,
		disputed: isDisputed(order),
		paid: true,
		refunded: returned >= totalCents(order),
		status: "succeeded",
		...(expanded && {
			refunds: { object: "list", url: `/v1/charges/${chargeId(order)}/refunds`, has_more: false, data: refunds },
		}),
	};
}

function declined(ledger: Ledger, order: Order, expanded: boolean): Charge[] {
	if (order.trouble !== "declined") return [];
	const id = `${chargeId(order)}a`;
	return [
		{
			...chargeObject(ledger, order, id, seconds(order.createdAt)),
			failure_code: "card_declined",
			failure_message: "Your card has insufficient funds.",
			outcome: {
				network_status: "declined_by_network",
				reason: "insufficient_funds",
				seller_message: "The bank returned the decline code `insufficient_funds`.",
				type: "issuer_declined",
			},
			status: "failed",
			...(expanded && { refunds: { object: "list", url: `/v1/charges/${id}/refunds`, has_more: false, data: [] } }),
		},
	];
}

function chargeObject({ business, tenant }: Ledger, order: Order, id: string, created: number): Charge {
	const customer = customerOf(business, order);
	return {
		id,
		object: "charge",
		amount: totalCents(order),
		amount_captured: 0,
		amount_refunded: 0,
		balance_transaction: null,
		billing_details: { address: null, email: customer.email, name: null, phone: customer.phone, tax_id: null },
		captured: false,
		created,
		currency: tenant.currency.toLowerCase(),
		customer: customerId(customer),
		description: `${tenant.name} order #${order.number}`,
		disputed: false,
		failure_code: null,
		failure_message: null,
		livemode: false,
		metadata: { order: `#${order.number}` },
		outcome: {
			network_status: "approved_by_network",
			reason: null,
			seller_message: "Payment complete.",
			type: "authorized",
		},
		paid: false,
		payment_intent: `pi_${order.id}`,
		payment_method: `pm_${customer.id}`,
		payment_method_details: methodOf(customer),
		receipt_email: customer.email,
		receipt_number: null,
		receipt_url: null,
		refunded: false,
		status: "pending",
	};
}

/** Germans pay by debit, as Germans do; cards are those of https://docs.stripe.com/testing. */
function methodOf({ id, address }: Customer): object {
	if (address.countryCode === "DE") return { type: "sepa_debit", sepa_debit: { country: "DE", last4: "3000" } };
	const card = id % 2 === 0 ? { brand: "visa", last4: "4242" } : { brand: "mastercard", last4: "4444" };
	return {
		type: "card",
		card: { ...card, country: address.countryCode, exp_month: 8, exp_year: 2029, funding: "credit" },
	};
}

function refundObjects(order: Order, tenant: Tenant) {
	return order.refunds.map(({ id, createdAt, cents }) => ({
		id: `re_${id}`,
		object: "refund",
		amount: cents,
		charge: chargeId(order),
		created: seconds(createdAt),
		currency: tenant.currency.toLowerCase(),
		metadata: {},
		payment_intent: `pi_${order.id}`,
		reason: "requested_by_customer",
		receipt_number: null,
		...(order.trouble === "refund_bounced"
			? { status: "failed", failure_reason: "expired_or_canceled_card" }
			: { status: "succeeded" }),
	}));
}

/** Disputed two days after the order; three weeks to answer, as most card networks give. */
function disputeObject(order: Order, customer: Customer, tenant: Tenant) {
	const created = seconds(order.createdAt) + 2 * DAY_S;
	return {
		id: `du_${order.id}`,
		object: "dispute",
		amount: totalCents(order),
		charge: chargeId(order),
		created,
		currency: tenant.currency.toLowerCase(),
		evidence: { customer_email_address: customer.email },
		evidence_details: { due_by: created + 21 * DAY_S, has_evidence: false, past_due: false, submission_count: 0 },
		is_charge_refundable: false,
		livemode: false,
		metadata: {},
		payment_intent: `pi_${order.id}`,
		reason: "product_not_received",
		status: "needs_response",
	};
}

export function chargeId({ id }: Order): string {
	return `ch_${id}`;
}

function seconds(instant: string): number {
	return Math.floor(Date.parse(instant) / 1000);
}
