// A delivery note that is moved by five days, as the webhook of README.md sends it.
import type { Simulations } from "../connector.ts";
import { dayOf } from "./site-time.ts";

const DAY_MS = 86_400_000;

export const simulates: Simulations = {
	late_parcel: ({ id, email, nowMs }) => {
		const stamp = new Date(nowMs).toISOString();
		return {
			topic: "Delivery Note",
			payload: {
				doctype: "Delivery Note",
				name: `TEST-DN-${id}`,
				creation: "2026-01-01 08:00:00.000000",
				modified: `${stamp.slice(0, 10)} ${stamp.slice(11, 23)}000`,
				status: "To Bill",
				customer_name: "Test customer",
				contact_email: email ?? "",
				contact_mobile: "",
				posting_date: dayOf(nowMs, undefined),
				posting_time: "8:00:00",
				po_no: "",
				custom_expected_delivery_date: dayOf(nowMs + 5 * DAY_MS, undefined),
				previous_delivery_date: dayOf(nowMs, undefined),
				custom_delivery_status: "Delayed",
				custom_delay_reason: "Test event",
				items: [{ item_name: "Test item", qty: 1 }],
			},
		};
	},
};
