// HubSpot: the contact with stage, owner and tags.
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { account, contactSearch, ownersPage } from "./answers.ts";
import { call } from "./crm.ts";
import { lookup } from "./lookup.ts";
import { type Settings, settings } from "./settings.ts";

export const hubspot: Connector<Settings> = {
	name: "hubspot",
	title: "HubSpot",
	summary: "Who the customer is: company, stage, owner and tags.",
	fields: [
		{
			key: "accessToken",
			label: "Access token",
			help: "Of a private app with the scopes crm.objects.contacts.read and crm.objects.owners.read.",
			placeholder: "pat-eu1-…",
			secret: true,
			required: true,
		},
		{
			key: "tagsProperty",
			label: "Property with tags",
			help: "Internal name of a multiple-checkbox property of contacts. Empty: customer_tags.",
			placeholder: "customer_tags",
			secret: false,
			required: false,
		},
	],
	settings,
	origin: ({ origin }) => origin ?? "https://api.hubapi.com",
	lookup,
	test,
	// HubSpot signs the address of the hook too and packs many events into one request: neither fits `Hooks` yet. Its
	// card is fetched anew whenever an agent opens a conversation, which is what a contact needs.
	hooks: null,
};

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	const crm = { settings, fetchSystem };
	return tested("HubSpot", async () => {
		const details = await call(crm, { path: "/account-info/v3/details" }, account);
		if (!details.ok) return [{ ok: false, text: details.reason }];
		const search = { method: "POST", path: "/crm/v3/objects/contacts/search", json: { limit: 1 } } as const;
		const contacts = await call(crm, search, contactSearch);
		const owners = await call(crm, { path: "/crm/v3/owners?limit=1" }, ownersPage);
		return [
			{ ok: true, text: `Connected to the HubSpot account ${details.value.portalId}.` },
			contacts.ok ? { ok: true, text: "Contacts can be read." } : { ok: false, text: `Contacts: ${contacts.reason}` },
			owners.ok ? { ok: true, text: "Owners can be read." } : { ok: false, text: `Owners: ${owners.reason}` },
		];
	});
}
