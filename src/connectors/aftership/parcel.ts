// A tracking on a card: what its tag means, whether it is late, what happened last.
import type { Parcel, Tone } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import type { TrackingAnswer } from "./answers.ts";
import { type CarrierTime, daysBetween } from "./carrier-time.ts";

type State = Parcel["state"];

const DAY_MS = 86_400_000;
/** Most that a card holds (src/protocol/card.ts). */
const MOST_CHECKPOINTS = 20;

/** https://www.aftership.com/docs/tracking/2026-07/enum/delivery-statuses */
const TAGS = new Map<string, State>(
	Object.entries({
		Pending: ["Not yet seen by the carrier", "neutral"],
		InfoReceived: ["Announced to the carrier", "neutral"],
		InTransit: ["In transit", "neutral"],
		OutForDelivery: ["Out for delivery", "neutral"],
		AttemptFail: ["Delivery attempt failed", "warn"],
		Delivered: ["Delivered", "good"],
		AvailableForPickup: ["Ready for pickup", "warn"],
		Exception: ["Delivery problem", "bad"],
		Expired: ["No news for 30 days", "warn"],
	} satisfies Record<string, [string, Tone]>).map(([tag, [label, tone]]) => [tag, { label, tone }]),
);
/** Tags whose subtag says more than they do: `Delayed (Customs clearance)`, `Delivered to neighbor`. */
const TOLD_BY_SUBTAG: ReadonlySet<string> = new Set(["AttemptFail", "Delivered", "AvailableForPickup", "Exception"]);
/** Subtags that say no more than their tag. */
const PLAIN_SUBTAGS: ReadonlySet<string> = new Set(["Delivered_001", "AvailableForPickup_001", "Exception_001"]);
/** With these a parcel has still to come. */
const ON_ITS_WAY: ReadonlySet<string> = new Set([
	"Pending",
	"InfoReceived",
	"InTransit",
	"OutForDelivery",
	"AttemptFail",
	"Exception",
]);

/** `nowMs`: milliseconds since 1970. */
export function toParcel(found: TrackingAnswer, nowMs: number, noteUnknown?: NoteUnknown): Parcel {
	const expected = expectedOf(found);
	const delivered = found.tag === "Delivered" ? found.shipment_delivery_date : undefined;
	const href = found.aftership_tracking_url ?? found.courier_tracking_link;
	const order = found.order_number ?? found.order_id;
	return {
		type: "parcel",
		id: found.id,
		reference: found.tracking_number || found.id,
		...(href && { href }),
		...(found.slug && { carrier: carrierName(found.slug) }),
		...(order && { order }),
		state: stateOf(found, nowMs, noteUnknown),
		...(expected && found.tag !== "Delivered" && { expectedAt: expected.at }),
		...(delivered && { deliveredAt: delivered.at }),
		updatedAt: found.updated_at,
		checkpoints: checkpointsOf(found),
	};
}

/** How many days later than first said, or than the day that has passed without a delivery. undefined: not late. */
export function delayDays(found: TrackingAnswer, nowMs: number): number | undefined {
	const expected = expectedOf(found);
	if (!expected) return undefined;
	const first = found.first_estimated_delivery;
	const moved = first ? daysBetween(first, expected) : 0;
	const passed = isLate(found, nowMs) ? Math.floor((nowMs - expected.overMs) / DAY_MS) + 1 : 0;
	return moved + passed > 0 ? Math.max(moved, 0) + passed : undefined;
}

export function isLate(found: TrackingAnswer, nowMs: number): boolean {
	const expected = expectedOf(found);
	return expected !== undefined && isOutbound(found) && ON_ITS_WAY.has(found.tag) && expected.overMs < nowMs;
}

function isOutbound({ shipment_direction }: TrackingAnswer): boolean {
	return shipment_direction !== "return";
}

function expectedOf(found: TrackingAnswer): CarrierTime | undefined {
	return found.latest_estimated_delivery ?? found.courier_estimated_delivery_date ?? found.first_estimated_delivery;
}

function stateOf(found: TrackingAnswer, nowMs: number, noteUnknown: NoteUnknown = () => {}): State {
	const { tag, subtag, subtag_message } = found;
	const known = TAGS.get(tag);
	if (!known) noteUnknown("trackings.tag", clean(tag, 60), TAGS.keys());
	const own = known ?? { label: clean(tag.replaceAll(/([a-z])(?=[A-Z])/g, "$1 ")) || "Unknown", tone: "neutral" };
	const told = TOLD_BY_SUBTAG.has(tag) && !PLAIN_SUBTAGS.has(subtag ?? "") ? subtag_message : undefined;
	const label = told ?? own.label;
	if (!isOutbound(found)) return { label: clean(`Return: ${label.toLowerCase()}`), tone: own.tone };
	if (isLate(found, nowMs)) return { label: own.tone === "neutral" ? "Late" : label, tone: "bad" };
	return { label, tone: own.tone };
}

function checkpointsOf({ checkpoints }: TrackingAnswer): Parcel["checkpoints"] {
	return checkpoints
		.flatMap(({ checkpoint_time, message, subtag_message, location, city, country_region_name }) => {
			const text = message ?? subtag_message;
			const place = location ?? city ?? country_region_name;
			return checkpoint_time && text ? [{ at: checkpoint_time.at, text, ...(place && { place }) }] : [];
		})
		.toSorted((one, other) => other.at.localeCompare(one.at))
		.slice(0, MOST_CHECKPOINTS);
}

/** What short words in capitals and others with one cannot guess. */
const OWN_SPELLING = new Map([
	["ecms", "ECMS"],
	["fedex", "FedEx"],
	["ontrac", "OnTrac"],
	["usps", "USPS"],
]);

/** AfterShip knows carriers by slugs: `dhl-express`, `fedex`. https://www.aftership.com/docs/tracking/others/supported-couriers */
export function carrierName(slug: string): string {
	const words = slug
		.split(/[-_ ]+/)
		.map(
			(word) =>
				OWN_SPELLING.get(word) ??
				(word.length <= 3 ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)),
		);
	return clean(words.join(" "));
}
