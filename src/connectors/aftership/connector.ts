// AfterShip: the customer's parcels by REST, their progress by webhook.
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { trackingList } from "./answers.ts";
import { list, lookup, TRACKINGS_READ } from "./lookup.ts";
import { poll } from "./poll.ts";
import { type Settings, settings } from "./settings.ts";
import { topics, translate } from "./translate.ts";
import { verify } from "./verify.ts";

export const aftership: Connector<Settings> = {
	name: "aftership",
	title: "AfterShip",
	group: "logistics",
	summary: "Parcels of all carriers: where they are, when they come, which are late.",
	fields: [
		{
			key: "apiKey",
			label: "API key",
			help: "AfterShip admin → Settings → API keys → Create: authentication type API key, scope Tracking (read).",
			placeholder: "asat_…",
			secret: true,
			required: true,
		},
	],
	settings,
	origin: ({ origin }) => origin ?? "https://api.aftership.com",
	lookup: (keys, settings, fetchSystem, noteUnknown) => lookup(keys, settings, fetchSystem, noteUnknown),
	test,
	hooks: {
		secretFrom: "vendor",
		topics,
		instructions:
			"In AfterShip Tracking, Settings → Webhooks: add this address, choose shipment updates and estimated delivery dates, then paste here the webhook secret shown on that page.",
		verify,
		translate: (head, payload) => translate(head, payload),
	},
	poll,
};

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	return tested("AfterShip", async () => {
		const read = await list({ limit: String(TRACKINGS_READ) }, settings, fetchSystem, trackingList);
		if (!read.ok) return [{ ok: false, text: read.reason }];
		const { pagination, trackings } = read.value.data;
		const withCustomer = trackings.filter(({ customers }) => customers.some(({ email }) => email)).length;
		const total = pagination?.total ?? trackings.length;
		return [
			{ ok: true, text: `The key may read trackings: ${total} of the last 120 days.` },
			trackings.length > 0 && withCustomer === 0
				? {
						ok: false,
						text: `None of the newest ${trackings.length} trackings names its customer's e-mail address: nobody can be found. Have your shop send it to AfterShip.`,
					}
				: {
						ok: true,
						text: `Of the newest ${trackings.length} trackings ${withCustomer} name their customer's e-mail address.`,
					},
		];
	});
}
