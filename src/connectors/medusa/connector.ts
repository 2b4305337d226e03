// Medusa 2: orders, refunds and parcels by Admin API, changes from a subscriber that the shop adds.
import { z } from "zod";
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { STANDARD_WINDOW_MS } from "../standard-webhooks.ts";
import { list } from "./api.ts";
import { lookup } from "./lookup.ts";
import { poll } from "./poll.ts";
import { type Settings, settings } from "./settings.ts";
import { topics, translate } from "./translate.ts";
import { verify } from "./verify.ts";

export const medusa: Connector<Settings> = {
	name: "medusa",
	title: "Medusa",
	group: "orders",
	summary: "Orders, payments, refunds and parcels of the customer, from Medusa 2.",
	fields: [
		{
			key: "url",
			label: "Server address",
			help: "Of the Medusa server itself, not of the storefront.",
			placeholder: "https://api.shop.example",
			secret: false,
			required: true,
		},
		{
			key: "secretKey",
			label: "Secret API key",
			help: "Medusa Admin → Settings → Secret API Keys. Shown once.",
			placeholder: "sk_…",
			secret: true,
			required: true,
		},
		{
			key: "adminUrl",
			label: "Admin address",
			help: "Only where Medusa Admin is not at /app of the server: links on cards lead there.",
			placeholder: "https://admin.shop.example/app",
			secret: false,
			required: false,
		},
	],
	settings,
	origin: ({ url, origin }) => origin ?? new URL(url).origin,
	lookup,
	test: (settings, fetchSystem) => test(settings, fetchSystem, Date.now()),
	hooks: {
		secretFrom: "heddle",
		topics,
		instructions:
			"Add the subscriber from this connector's guide to the Medusa project, and set HEDDLE_HOOK_URL to this address and HEDDLE_HOOK_SECRET to the secret that Heddle shows.",
		verify,
		translate,
	},
	poll,
};

/** `nowMs`: milliseconds since 1970. */
export function test(settings: Settings, fetchSystem: SystemFetch, nowMs: number): Promise<TestLine[]> {
	return tested("Medusa", async () => {
		const shop = { settings, fetchSystem };
		const one: [string, string][] = [
			["limit", "1"],
			["fields", "id"],
		];
		const orders = await list(shop, "orders", one, z.object({ orders: z.array(z.unknown()) }));
		if (!orders.ok) return [{ ok: false, text: orders.reason }];
		const customers = await list(shop, "customers", one, z.object({ customers: z.array(z.unknown()) }));
		const payments = await list(shop, "payments", one, z.object({ payments: z.array(z.unknown()) }));
		return [
			{ ok: true, text: `Connected to ${settings.url}: the key may read orders.` },
			customers.ok ? { ok: true, text: "The key may read customers." } : { ok: false, text: customers.reason },
			payments.ok ? { ok: true, text: "The key may read payments." } : { ok: false, text: payments.reason },
			...clockLine(orders.clockMs, nowMs),
		];
	});
}

/** What the server signs counts for five minutes by Heddle's clock. */
function clockLine(clockMs: number | undefined, nowMs: number): TestLine[] {
	const off = clockMs === undefined ? 0 : Math.abs(clockMs - nowMs);
	if (off <= STANDARD_WINDOW_MS) return [];
	const minutes = Math.round(off / 60_000);
	return [
		{ ok: false, text: `The server's clock is off by ${minutes} minutes: its webhooks will be refused. Set it right.` },
	];
}
