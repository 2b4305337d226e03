// WooCommerce: orders, refunds and parcels by REST, changes by webhook.
import { z } from "zod";
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { list } from "./api.ts";
import { lookup } from "./lookup.ts";
import { poll } from "./poll.ts";
import { type Settings, settings } from "./settings.ts";
import { simulates } from "./simulate.ts";
import { topics, translate } from "./translate.ts";
import { isPing, verify } from "./verify.ts";
import { watch } from "./watch.ts";

export const woocommerce: Connector<Settings> = {
	name: "woocommerce",
	title: "WooCommerce",
	group: "orders",
	summary: "Orders, payments, refunds and parcels of the customer.",
	fields: [
		{
			key: "url",
			label: "Shop address",
			help: "As in the browser, with its folder if WordPress lives in one.",
			placeholder: "https://shop.example/store",
			secret: false,
			required: true,
		},
		{
			key: "consumerKey",
			label: "Consumer key",
			help: "WooCommerce → Settings → Advanced → REST API → Add key, with the permission Read.",
			placeholder: "ck_…",
			secret: true,
			required: true,
		},
		{
			key: "consumerSecret",
			label: "Consumer secret",
			help: "Shown once, below the key.",
			placeholder: "cs_…",
			secret: true,
			required: true,
		},
	],
	settings,
	origin: ({ url, origin }) => origin ?? new URL(url).origin,
	lookup,
	test,
	hooks: {
		secretFrom: "vendor",
		topics,
		instructions:
			"In WooCommerce → Settings → Advanced → Webhooks, add one webhook for each topic with this address as the delivery URL, the newest API version and the same secret everywhere, then paste that secret here.",
		isPing,
		simulates,
		verify,
		watch,
		translate,
	},
	poll,
};

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	return tested("WooCommerce", async () => {
		const shop = { settings, fetchSystem };
		const one = { per_page: "1", _fields: "id" };
		const anything = z.array(z.unknown());
		const orders = await list(shop, "orders", one, anything);
		if (!orders.ok) return [{ ok: false, text: orders.reason }];
		const customers = await list(shop, "customers", one, anything);
		return [
			{ ok: true, text: `Connected to ${settings.url}: the key may read orders.` },
			customers.ok ? { ok: true, text: "The key may read customers." } : { ok: false, text: customers.reason },
		];
	});
}
