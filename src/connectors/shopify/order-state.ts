// How an order stands, in words and colour, the same from GraphQL (UPPER_CASE) as from a webhook (lower_case).
import type { Order, Tone } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import type { OrderNode } from "./answers.ts";

type State = Order["payment"];
type Parcel = Order["parcels"][number];

// https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFinancialStatus
const PAYMENT = words({
	PENDING: ["Payment pending", "warn"],
	AUTHORIZED: ["Authorized", "neutral"],
	PARTIALLY_PAID: ["Partly paid", "warn"],
	PAID: ["Paid", "good"],
	PARTIALLY_REFUNDED: ["Partly refunded", "warn"],
	REFUNDED: ["Refunded", "warn"],
	VOIDED: ["Voided", "neutral"],
	EXPIRED: ["Payment expired", "bad"],
});

// https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFulfillmentStatus; PARTIAL is the webhook's word.
const FULFILMENT = words({
	UNFULFILLED: ["Not shipped", "neutral"],
	OPEN: ["Not shipped", "neutral"],
	PENDING_FULFILLMENT: ["Requested from warehouse", "neutral"],
	IN_PROGRESS: ["In progress", "neutral"],
	SCHEDULED: ["Scheduled", "neutral"],
	ON_HOLD: ["On hold", "warn"],
	REQUEST_DECLINED: ["Declined by warehouse", "bad"],
	PARTIAL: ["Partly shipped", "warn"],
	PARTIALLY_FULFILLED: ["Partly shipped", "warn"],
	FULFILLED: ["Shipped", "good"],
	RESTOCKED: ["Restocked", "neutral"],
});

// https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentDisplayStatus; FAILURE is the webhook's word.
const PARCEL = words({
	ATTEMPTED_DELIVERY: ["Delivery attempted", "warn"],
	CANCELED: ["Cancelled", "neutral"],
	CARRIER_PICKED_UP: ["Picked up by carrier", "neutral"],
	CONFIRMED: ["Confirmed", "neutral"],
	DELAYED: ["Delayed", "bad"],
	DELIVERED: ["Delivered", "good"],
	FAILURE: ["Delivery failed", "bad"],
	FULFILLED: ["Handed over", "neutral"],
	IN_TRANSIT: ["In transit", "neutral"],
	LABEL_PRINTED: ["Label printed", "neutral"],
	LABEL_PURCHASED: ["Label bought", "neutral"],
	LABEL_VOIDED: ["Label voided", "warn"],
	MARKED_AS_FULFILLED: ["Handed over", "neutral"],
	NOT_DELIVERED: ["Not delivered", "bad"],
	OUT_FOR_DELIVERY: ["Out for delivery", "neutral"],
	PICKED_UP: ["Picked up", "good"],
	READY_FOR_PICKUP: ["Ready for pickup", "neutral"],
	SUBMITTED: ["Submitted", "neutral"],
});

/** Tells of each state that this file has no words for. */
export function noteUnknownStates(
	{ displayFinancialStatus, displayFulfillmentStatus, fulfillments }: OrderNode,
	noteUnknown: NoteUnknown,
): void {
	const look = (states: ReadonlyMap<string, State>, path: string, status: string | null | undefined) => {
		if (status && !states.has(status.toUpperCase())) noteUnknown(`orders.${path}`, status, states.keys());
	};
	look(PAYMENT, "displayFinancialStatus", displayFinancialStatus);
	look(FULFILMENT, "displayFulfillmentStatus", displayFulfillmentStatus);
	for (const { displayStatus } of fulfillments) look(PARCEL, "fulfillments.displayStatus", displayStatus);
}

/** What stands for a parcel's number where the shop gave none. */
export const UNTRACKED = "untracked";

export function paymentState(status: string | null | undefined): State {
	return stateOf(PAYMENT, status, "Payment unknown");
}

/** undefined where the carrier says nothing yet. */
export function parcelState(status: string | null | undefined): State | undefined {
	return status ? stateOf(PARCEL, status, "") : undefined;
}

/** The order's own state, unless its parcels or a cancellation say more. `nowMs`: milliseconds since 1970. */
export function fulfilmentState(
	status: string | null | undefined,
	cancelled: boolean,
	parcels: readonly Parcel[],
	nowMs: number,
): State {
	if (cancelled) return { label: "Cancelled", tone: "warn" };
	const trouble = parcels.find((parcel) => parcel.state?.tone === "bad");
	if (trouble?.state) return trouble.state;
	const open = parcels.filter((parcel) => parcel.state?.tone !== "good");
	if (open.some(({ expectedAt }) => expectedAt && Date.parse(expectedAt) < nowMs))
		return { label: "Late", tone: "bad" };
	const own = stateOf(FULFILMENT, status ?? "UNFULFILLED", "");
	return own.tone === "good" && parcels.length > 0 && open.length === 0 ? { label: "Delivered", tone: "good" } : own;
}

function stateOf(states: ReadonlyMap<string, State>, status: string | null | undefined, absent: string): State {
	const known = states.get((status ?? "").toUpperCase());
	// Shopify adds states over time: a new one is shown in its own words.
	return (
		known ?? {
			label:
				clean(status ?? "")
					.toLowerCase()
					.replaceAll("_", " ") || absent,
			tone: "neutral",
		}
	);
}

function words(table: Record<string, [label: string, tone: Tone]>): ReadonlyMap<string, State> {
	return new Map(Object.entries(table).map(([status, [label, tone]]) => [status, { label, tone }]));
}
