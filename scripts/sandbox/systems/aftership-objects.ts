// AfterShip's trackings, from the sandbox's shipments. https://www.aftership.com/docs/tracking/2026-07/model/tracking
import { type Business, customerOf, fullName, type Order } from "../business.ts";
import { deliveryOf, promisedOn } from "../orders.ts";

type Shipment = Order["shipments"][number];
type Scan = { at: number; message: string; tag: string; subtag: string; subtagMessage: string };

const HOUR_MS = 3_600_000;

export type TrackingObject = ReturnType<typeof trackingObject>;

export function trackingsOf(business: Business): TrackingObject[] {
	return business.orders.flatMap((order) =>
		order.shipments
			.filter(({ status }) => status !== "CANCELED")
			.map((shipment) => trackingObject(business, order, shipment)),
	);
}

function trackingObject(business: Business, order: Order, shipment: Shipment) {
	const customer = customerOf(business, order);
	const { expectedOn } = deliveryOf(business, order);
	const scans = scansOf(business, order, shipment);
	const newest = scans.at(-1);
	return {
		id: `sandbox${shipment.id}`.padEnd(32, "0"),
		created_at: whole(shipment.createdAt),
		updated_at: whole(shipment.updatedAt),
		tracking_number: shipment.trackingNumber,
		slug: shipment.carrier.toLowerCase().replaceAll(/\W+/g, "-"),
		active: shipment.status !== "DELIVERED",
		custom_fields: null,
		courier_tracking_link: shipment.trackingUrl,
		courier_estimated_delivery_date: null,
		customers: [
			{
				role: null,
				name: fullName(customer),
				phone_number: customer.phone,
				email: customer.email,
				language: customer.locale.slice(0, 2),
				id: String(customer.id),
			},
		],
		destination_country_region: customer.address.country,
		first_estimated_delivery: estimate(promisedOn(order)),
		latest_estimated_delivery: { ...estimate(expectedOn), revise_reason: null },
		note: null,
		order_date: whole(order.createdAt),
		order_id: String(order.id),
		order_number: `#${order.number}`,
		return_to_sender: false,
		shipment_delivery_date: shipment.deliveredAt && whole(shipment.deliveredAt),
		shipment_package_count: 1,
		shipment_pickup_date: whole(shipment.createdAt),
		source: "api",
		subscribed_emails: [],
		subscribed_smses: [],
		tag: newest?.tag ?? "Pending",
		subtag: newest?.subtag ?? "Pending_001",
		subtag_message: newest?.subtagMessage ?? "Pending",
		title: `#${order.number}`,
		checkpoints: scans.map(({ at, message, tag, subtag, subtagMessage }) => ({
			created_at: whole(new Date(at + HOUR_MS / 4).toISOString()),
			checkpoint_time: whole(new Date(at).toISOString()),
			city: tag === "Delivered" ? customer.address.city : null,
			coordinate: null,
			country_region_name: null,
			events: [],
			hash: `${shipment.id}-${at}`,
			location: null,
			message,
			raw_tag: null,
			slug: shipment.carrier.toLowerCase().replaceAll(/\W+/g, "-"),
			source: "carrier",
			subtag,
			subtag_message: subtagMessage,
			tag,
		})),
	};
}

/** Oldest first, as AfterShip gives them. None lies in the future. */
function scansOf(business: Business, order: Order, { status, createdAt, updatedAt }: Shipment): Scan[] {
	const sent = Date.parse(createdAt);
	const changed = Date.parse(updatedAt);
	const scans: Scan[] = [
		scan(sent, "Shipment information received", "InfoReceived", "InfoReceived_001", "Info Received"),
	];
	if (status === "CONFIRMED") return scans;
	scans.push(scan(sent, "Picked up by the carrier", "InTransit", "InTransit_002", "Acceptance scan"));
	const hub = sent + 9 * HOUR_MS;
	if (hub < changed) scans.push(scan(hub, "Departed from the hub", "InTransit", "InTransit_007", "Departure Scan"));
	if (status === "OUT_FOR_DELIVERY")
		scans.push(scan(changed, "Out for delivery", "OutForDelivery", "OutForDelivery_001", "Out for Delivery"));
	if (status === "DELIVERED") scans.push(scan(changed, "Delivered", "Delivered", "Delivered_001", "Delivered"));
	if (status === "DELAYED") {
		const reason = deliveryOf(business, order).delayReason ?? "Delayed";
		const customs = /customs/i.test(reason);
		scans.push(
			scan(
				changed,
				reason,
				"Exception",
				customs ? "Exception_004" : "Exception_005",
				customs ? "Delayed (Customs clearance)" : "Delayed (External factors)",
			),
		);
	}
	return scans;
}

function scan(at: number, message: string, tag: string, subtag: string, subtagMessage: string): Scan {
	return { at, message, tag, subtag, subtagMessage };
}

/** Days only, as carriers mostly give. */
function estimate(day: string) {
	return { type: "specific", source: "Carrier EDD", datetime: day, datetime_min: null, datetime_max: null };
}

/** AfterShip writes whole seconds and +00:00. */
function whole(instant: string): string {
	return `${instant.slice(0, 19)}+00:00`;
}
