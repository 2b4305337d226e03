// What carriers call a parcel.

/** A shop that ships without tracking gives no number: `src/connectors/shopify/order-state.ts` writes this word for it. */
const UNTRACKED = "untracked";

/** undefined where there is nothing to track by. */
export function trackingNumber(number: string): string | undefined {
	return number === UNTRACKED ? undefined : number;
}
