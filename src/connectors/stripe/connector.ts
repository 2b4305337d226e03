// Stripe: the customer's payments, refunds and disputes by REST; what happens to them by webhook.
import type { Connector } from "../connector.ts";
import { lookup } from "./lookup.ts";
import { poll } from "./poll.ts";
import { test } from "./self-test.ts";
import { type Settings, settings } from "./settings.ts";
import { simulates } from "./simulate.ts";
import { topics, translate } from "./translate.ts";
import { verify } from "./verify.ts";

export const stripe: Connector<Settings> = {
	name: "stripe",
	title: "Stripe",
	group: "payment",
	summary: "Payments, why they failed, refunds, and disputes with the day by which to answer.",
	fields: [
		{
			key: "apiKey",
			label: "Restricted API key",
			help: "Developers → API keys → Create restricted key, with Read for Customers, Charges and Refunds, Disputes, and Events.",
			placeholder: "rk_live_…",
			secret: true,
			required: true,
		},
	],
	settings,
	origin: ({ origin }) => origin ?? "https://api.stripe.com",
	lookup,
	test: (settings, fetchSystem) => test(settings, fetchSystem),
	hooks: {
		secretFrom: "vendor",
		topics,
		instructions:
			"In the Stripe Dashboard, Developers → Webhooks → Add destination: choose these events of your account, a webhook endpoint with this address, then reveal its signing secret (whsec_…) and paste it here.",
		simulates,
		verify,
		translate,
	},
	poll,
};
