// ERPNext: deliveries, orders that wait for one, and stock by REST; changes of documents by Frappe's webhooks.
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { listOf, loggedUser, named } from "./answers.ts";
import { lookup } from "./lookup.ts";
import { poll } from "./poll.ts";
import { type Settings, settings } from "./settings.ts";
import { simulates } from "./simulate.ts";
import { list, read } from "./site.ts";
import { topics, translate } from "./translate.ts";
import { verify } from "./verify.ts";

export const erpnext: Connector<Settings> = {
	name: "erpnext",
	title: "ERPNext",
	group: "erp",
	summary: "Deliveries with their dates and delays, and the stock of what is in them.",
	fields: [
		{
			key: "url",
			label: "Site address",
			placeholder: "https://erp.example.com",
			secret: false,
			required: true,
		},
		{
			key: "apiKey",
			label: "API key",
			help: "Of a user made for Heddle: User → Settings → API Access.",
			secret: false,
			required: true,
		},
		{
			key: "apiSecret",
			label: "API secret",
			help: "ERPNext shows it once, when the keys are generated.",
			secret: true,
			required: true,
		},
		{
			key: "timeZone",
			label: "Time zone of the site",
			help: "As in System Settings. Empty: UTC.",
			placeholder: "Europe/Berlin",
			secret: false,
			required: false,
		},
	],
	settings,
	origin: ({ url, origin }) => origin ?? url,
	lookup: (keys, settings, fetchSystem, noteUnknown) => lookup(keys, settings, fetchSystem, noteUnknown),
	test,
	hooks: {
		secretFrom: "heddle",
		topics,
		instructions:
			"In ERPNext, Webhook list → Add: one webhook each for Delivery Note and Sales Order with this address, Enable Security with this secret, and the JSON body from the ERPNext connector's README.",
		simulates,
		verify,
		translate: (head, payload, settings) => translate(head, payload, settings),
	},
	poll,
};

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	const site = { settings, fetchSystem };
	return tested("ERPNext", async () => {
		const user = await read(site, "who it is", "/api/method/frappe.auth.get_logged_user", loggedUser);
		if (!user.ok) return [{ ok: false, text: user.reason }];
		const doctypes = ["Customer", "Delivery Note", "Sales Order", "Bin"];
		const lines = await Promise.all(
			doctypes.map(async (doctype) => {
				const listing = await list(site, doctype, { filters: [], fields: ["name"], limit: 1 }, listOf(named));
				return listing.ok ? { ok: true, text: `${doctype} can be read.` } : { ok: false, text: listing.reason };
			}),
		);
		return [{ ok: true, text: `Signed in to ${new URL(settings.url).host} as ${user.value.message}.` }, ...lines];
	});
}
