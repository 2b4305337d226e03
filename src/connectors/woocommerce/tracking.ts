// Parcels. WooCommerce itself has no tracking numbers: its two usual plugins keep them with the order.
import { z } from "zod";
import type { Order } from "../../protocol/card.ts";
import { label, optionalFirstOf, optionalHref, optionalLabel } from "../foreign-value.ts";

/**
 * WooCommerce Shipment Tracking and Advanced Shipment Tracking share this key and form.
 * https://woocommerce.com/document/shipment-tracking/, https://docs.zorem.com/docs/ast-free/
 */
const KEY = "_wc_shipment_tracking_items";

/** Orders carry hundreds of entries where many plugins are at work. */
const MOST_ENTRIES = 500;

const entries = optionalFirstOf(MOST_ENTRIES, z.unknown());
const entry = z.object({ key: z.literal(KEY), value: optionalFirstOf(20, z.unknown()) });
const tracked = z.object({
	tracking_number: label.pipe(z.string().min(1)),
	/** One of the plugin's carriers, as a slug: `dhl-express`. */
	tracking_provider: optionalLabel,
	formatted_tracking_provider: optionalLabel,
	custom_tracking_provider: optionalLabel,
	custom_tracking_link: optionalHref,
	formatted_tracking_link: optionalHref,
});

/** What a plugin wrote and this cannot read is left out: it is no answer of WooCommerce's own. */
export function trackedIn(meta: unknown): Order["parcels"] {
	const read = entries.safeParse(meta);
	return (read.success ? read.data : [])
		.flatMap((one) => entry.safeParse(one).data?.value ?? [])
		.flatMap((one) => tracked.safeParse(one).data ?? [])
		.slice(0, 20)
		.map((parcel) => {
			const carrier = parcel.formatted_tracking_provider ?? parcel.custom_tracking_provider ?? parcel.tracking_provider;
			const href = parcel.formatted_tracking_link ?? parcel.custom_tracking_link;
			return { number: parcel.tracking_number, ...(carrier && { carrier }), ...(href && { href }) };
		});
}
