// Shopify: orders and their parcels by GraphQL Admin API, events by webhook.
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { parse, tested } from "../failure.ts";
import { shopAnswer } from "./answers.ts";
import { failureOfQuery, lookup, query } from "./lookup.ts";
import { poll } from "./poll.ts";
import { PRIVACY_TOPICS, readPrivacy } from "./privacy.ts";
import { missingScopes, NEEDED_SCOPES } from "./scopes.ts";
import { type Settings, settings } from "./settings.ts";
import { simulates } from "./simulate.ts";
import { topics, translate } from "./translate.ts";
import { verify } from "./verify.ts";
import { watch } from "./watch.ts";

export const shopify: Connector<Settings> = {
	name: "shopify",
	title: "Shopify",
	group: "orders",
	summary: "Orders, payments, parcels and refunds of the customer.",
	fields: [
		{
			key: "shop",
			label: "Shop domain",
			help: "The domain that Shopify gave the shop, not your own.",
			placeholder: "my-shop.myshopify.com",
			secret: false,
			required: true,
		},
		{
			key: "accessToken",
			label: "Admin API access token",
			help: "From your own app in Shopify admin, with the scopes read_customers and read_orders.",
			placeholder: "shpat_…",
			secret: true,
			required: true,
		},
	],
	settings,
	origin: ({ shop, origin }) => origin ?? `https://${shop}`,
	lookup: (keys, settings, fetchSystem, noteUnknown) => lookup(keys, settings, fetchSystem, noteUnknown),
	test,
	hooks: {
		secretFrom: "vendor",
		topics,
		instructions:
			"In Shopify admin, Settings → Notifications → Webhooks: create one webhook for each topic with format JSON and this address, then paste here the signing secret shown below the list.",
		simulates,
		verify,
		watch,
		translate: (head, payload, settings) => translate(head, payload, settings),
		privacy: { topics: PRIVACY_TOPICS, read: readPrivacy },
	},
	poll,
};

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	return tested("Shopify", async () => {
		const text = "query HeddleTest { shop { name } currentAppInstallation { accessScopes { handle } } }";
		const answer = await query(text, settings, fetchSystem);
		const failure = failureOfQuery(answer, settings);
		if (failure) return [{ ok: false, text: failure.reason }];
		const read = parse(shopAnswer, answer.json, "Shopify");
		if (!read.ok) return [{ ok: false, text: read.reason }];
		const { shop, currentAppInstallation } = read.value.data;
		const granted = new Set(currentAppInstallation.accessScopes.map(({ handle }) => handle));
		const missing = missingScopes(granted);
		return [
			{ ok: true, text: `Connected to ${shop.name} (${settings.shop}).` },
			...NEEDED_SCOPES.map((scope) =>
				!missing.includes(scope)
					? { ok: true, text: `The app may ${scope}.` }
					: { ok: false, text: `The app lacks the scope ${scope}: add it and install the app again.` },
			),
			granted.has("read_all_orders")
				? { ok: true, text: "Orders of all times can be read." }
				: { ok: true, text: "Orders of the last 60 days can be read. For older ones add read_all_orders." },
		];
	});
}
