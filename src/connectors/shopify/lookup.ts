// A customer's newest orders, from the GraphQL Admin API.
import type { Order } from "../../protocol/card.ts";
import type { Lookup, NoteUnknown, SystemAnswer, SystemFetch, VerifiedKeys } from "../connector.ts";
import { type Failure, fail, failureOf, parse } from "../failure.ts";
import { MOST_ITEMS, mostUrgent } from "../urgency.ts";
import { customerAnswer, type ErrorsAnswer, errorsAnswer, type OrderNode } from "./answers.ts";
import { fulfilmentState, noteUnknownStates, parcelState, paymentState, UNTRACKED } from "./order-state.ts";
import { orderHref, type Settings } from "./settings.ts";

/** Newest stable version, supported until October 2027. https://shopify.dev/docs/api/usage/versioning */
const API_VERSION = "2026-10";

// 10 lines, 5 shipments and 5 parcels keep ten orders well below the 1,000 points that one query may cost.
// https://shopify.dev/docs/api/usage/limits#graphql-admin-api-rate-limits
const ORDERS = `query HeddleOrders($identifier: CustomerIdentifierInput!, $first: Int!) {
  customerByIdentifier(identifier: $identifier) {
    id
    orders(first: $first, sortKey: CREATED_AT, reverse: true) {
      nodes {
        id
        name
        createdAt
        cancelledAt
        displayFinancialStatus
        displayFulfillmentStatus
        currentTotalPriceSet { shopMoney { amount currencyCode } }
        totalRefundedSet { shopMoney { amount currencyCode } }
        lineItems(first: 10) { nodes { title quantity } }
        fulfillments(first: 5) {
          displayStatus
          estimatedDeliveryAt
          trackingInfo(first: 5) { company number url }
        }
      }
    }
  }
}`;

/**
 * By e-mail address, else by phone. Never by `externalId`: it is the id of whichever shop signed for the customer, and
 * the same number means somebody else in another shop.
 */
export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown: NoteUnknown = () => undefined,
	nowMs: number = Date.now(),
): Promise<Lookup> {
	const identifiers = [
		...(keys.email ? [{ emailAddress: keys.email }] : []),
		...(keys.phone ? [{ phoneNumber: keys.phone }] : []),
	];
	for (const identifier of identifiers) {
		const answer = await query(ORDERS, settings, fetchSystem, { identifier, first: MOST_ITEMS });
		const failure = failureOfQuery(answer, settings);
		if (failure) return failure;
		const read = parse(customerAnswer, answer.json, "Shopify");
		if (!read.ok) return read;
		const customer = read.value.data.customerByIdentifier;
		if (!customer) continue;
		for (const node of customer.orders.nodes) noteUnknownStates(node, noteUnknown);
		return {
			ok: true,
			found: true,
			...(customer.id && { externalId: customer.id }),
			items: mostUrgent(customer.orders.nodes.map((node) => toOrder(node, settings, nowMs))),
		};
	}
	return { ok: true, found: false, items: [] };
}

export function query(
	text: string,
	settings: Settings,
	fetchSystem: SystemFetch,
	variables = {},
): Promise<SystemAnswer> {
	return fetchSystem({
		method: "POST",
		path: `/admin/api/${API_VERSION}/graphql.json`,
		headers: { "X-Shopify-Access-Token": settings.accessToken },
		json: { query: text, variables },
	});
}

/** Shopify refuses by status, or with status 200 and `errors`. undefined where it did neither. */
export function failureOfQuery(answer: SystemAnswer, { shop }: Settings): Failure | undefined {
	if (answer.status === 402) return fail(`Shopify has frozen ${shop}: its owner has to settle the bill.`);
	if (answer.status === 423) return fail(`Shopify has locked ${shop}: ask Shopify's support.`);
	const refused = failureOf(answer, {
		system: "Shopify",
		unauthenticated: `Shopify does not accept the access token for ${shop}. Paste a new one.`,
		forbidden: `Shopify does not let this app into ${shop}. Check the app's scopes and install it again.`,
	});
	if (refused) return refused;
	const read = errorsAnswer.safeParse(answer.json);
	return read.success && read.data.errors.length > 0 ? failureOfErrors(read.data) : undefined;
}

function failureOfErrors({ errors, extensions }: ErrorsAnswer): Failure {
	const codes = errors.map((error) => error.extensions?.code ?? "");
	if (codes.includes("THROTTLED") || errors.some(({ message }) => message === "Throttled")) {
		if (!extensions) return fail("Shopify is limiting our calls.");
		const { requestedQueryCost, throttleStatus } = extensions.cost;
		const missing = Math.max(1, requestedQueryCost - throttleStatus.currentlyAvailable);
		return fail("Shopify is limiting our calls.", (missing / throttleStatus.restoreRate) * 1000);
	}
	const denied = errors.find((_, index) => codes[index] === "ACCESS_DENIED");
	if (denied) {
		const said = `${denied.extensions?.requiredAccess ?? ""} ${denied.message}`;
		const scope = /\b(?:read|write)_[a-z_]{1,60}\b/.exec(said)?.[0];
		return fail(
			`Shopify denies access: ${scope ? `add the scope ${scope} to the app` : "check the app's scopes"} and install it again.`,
		);
	}
	// The message is left out: it may quote the customer's address.
	return fail(`Shopify refused the query (${codes.find((code) => /^[A-Z_]{1,60}$/.test(code)) ?? "no code"}).`);
}

function toOrder(node: OrderNode, { shop }: Settings, nowMs: number): Order {
	const parcels = node.fulfillments.flatMap(toParcels).slice(0, 20);
	return {
		type: "order",
		id: node.id,
		reference: node.name,
		href: orderHref(shop, node.id),
		placedAt: node.createdAt,
		total: node.currentTotalPriceSet,
		payment: paymentState(node.displayFinancialStatus),
		fulfilment: fulfilmentState(node.displayFulfillmentStatus, node.cancelledAt !== undefined, parcels, nowMs),
		...(node.cancelledAt && { cancelledAt: node.cancelledAt }),
		...(node.totalRefundedSet.amount !== 0 && { refunded: node.totalRefundedSet }),
		lines: node.lineItems.nodes,
		parcels,
	};
}

function toParcels({
	displayStatus,
	estimatedDeliveryAt,
	trackingInfo,
}: OrderNode["fulfillments"][number]): Order["parcels"] {
	const state = parcelState(displayStatus);
	// A shipment without tracking still has a state and a date.
	const tracked = trackingInfo.length > 0 ? trackingInfo : [{ company: undefined, number: undefined, url: undefined }];
	return tracked.map(({ company, number, url }) => ({
		number: number ?? UNTRACKED,
		...(company && { carrier: company }),
		...(url && { href: url }),
		...(state && { state }),
		...(estimatedDeliveryAt && { expectedAt: estimatedDeliveryAt }),
	}));
}
