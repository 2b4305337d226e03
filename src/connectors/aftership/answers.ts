// What the Tracking API answers, and what its webhooks carry. https://www.aftership.com/docs/tracking/2026-07/model/tracking
import { z } from "zod";
import { firstOf, idText, instant, label, optionalFirstOf, optionalHref, optionalLabel } from "../foreign-value.ts";
import { optionalCarrierTime } from "./carrier-time.ts";

/** Newest stable version. https://www.aftership.com/docs/tracking/quickstart/versioning */
export const API_VERSION = "2026-07";
/** Checkpoints looked at: AfterShip gives the oldest first, and some carriers scan a parcel at every turn. */
const CHECKPOINTS_READ = 60;

const checkpoint = z.object({
	checkpoint_time: optionalCarrierTime,
	message: optionalLabel,
	subtag_message: optionalLabel,
	location: optionalLabel,
	city: optionalLabel,
	country_region_name: optionalLabel,
});

/** A day or a range of days; `datetime_max` is the range's last. */
const estimate = z
	.object({ datetime: optionalCarrierTime, datetime_max: optionalCarrierTime })
	.nullish()
	.transform((found) => found?.datetime_max ?? found?.datetime);
const courierEstimate = z
	.object({ estimated_delivery_date: optionalCarrierTime, estimated_delivery_date_max: optionalCarrierTime })
	.nullish()
	.transform((found) => found?.estimated_delivery_date_max ?? found?.estimated_delivery_date);

export const tracking = z.object({
	id: idText,
	tracking_number: label,
	slug: optionalLabel,
	order_id: optionalLabel,
	order_number: optionalLabel,
	tag: z.string(),
	subtag: z.string().nullish(),
	subtag_message: optionalLabel,
	created_at: instant,
	updated_at: instant,
	shipment_direction: z.string().nullish(),
	shipment_delivery_date: optionalCarrierTime,
	first_estimated_delivery: estimate,
	latest_estimated_delivery: estimate,
	courier_estimated_delivery_date: courierEstimate,
	aftership_tracking_url: optionalHref,
	courier_tracking_link: optionalHref,
	customers: optionalFirstOf(10, z.object({ email: optionalLabel, phone_number: optionalLabel })),
	checkpoints: z
		.array(z.unknown())
		.nullish()
		.transform((list) => (list ?? []).slice(-CHECKPOINTS_READ))
		.pipe(z.array(checkpoint)),
});
export type TrackingAnswer = z.infer<typeof tracking>;

/** https://www.aftership.com/docs/tracking/2026-07/reference/api/get-trackings */
export const trackingList = z.object({
	data: z.object({
		pagination: z.object({ total: z.number().nullish() }).nullish(),
		trackings: firstOf(100, tracking),
	}),
});

/** https://www.aftership.com/docs/tracking/quickstart/request-errors */
export const errorAnswer = z.object({ meta: z.object({ code: z.number(), type: z.string().nullish() }) });
