// HubSpot: the contact with stage, owner and tags; changes of contacts by webhook.
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { account, contactSearch, type FoundContact, owner } from "./answers.ts";
import { type Crm, call } from "./crm.ts";
import { lookup } from "./lookup.ts";
import { poll } from "./poll.ts";
import { type Settings, settings } from "./settings.ts";
import { topics, translate } from "./translate.ts";
import { verify } from "./verify.ts";

export const hubspot: Connector<Settings> = {
	name: "hubspot",
	title: "HubSpot",
	group: "crm",
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
	hooks: {
		secretFrom: "vendor",
		topics,
		instructions:
			"In the app's settings → Webhooks, enter this address as the target URL and subscribe to contacts: created, deleted, merged, and changes of the properties email, phone, lifecyclestage, hs_lead_status and hubspot_owner_id. Then paste here the app's client secret (Auth).",
		verify,
		translate,
	},
	poll,
};

/** A contact with an owner shows at once whether contacts, owners and the property with tags can be read. */
const OWNED = { filters: [{ propertyName: "hubspot_owner_id", operator: "HAS_PROPERTY" }] };

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	const crm = { settings, fetchSystem };
	return tested("HubSpot", async () => {
		const details = await call(crm, { path: "/account-info/v3/details" }, account);
		if (!details.ok) return [{ ok: false, text: details.reason }];
		const connected = { ok: true, text: `Connected to the HubSpot account ${details.value.portalId}.` };
		const json = { filterGroups: [OWNED], properties: ["hubspot_owner_id", settings.tagsProperty], limit: 1 };
		const search = { method: "POST", path: "/crm/v3/objects/contacts/search", json } as const;
		const contacts = await call(crm, search, contactSearch);
		if (!contacts.ok) return [connected, { ok: false, text: contacts.reason }];
		return [
			connected,
			{ ok: true, text: "Contacts can be read." },
			...(await testContact(crm, contacts.value.results[0])),
		];
	});
}

async function testContact(crm: Crm, contact: FoundContact | undefined): Promise<TestLine[]> {
	if (!contact) return [{ ok: true, text: "No contact has an owner yet, so owners and tags could not be tested." }];
	const id = encodeURIComponent(contact.properties.hubspot_owner_id ?? "");
	const found = await call(crm, { path: `/crm/v3/owners/${id}` }, owner);
	const { tagsProperty } = crm.settings;
	return [
		found.ok ? { ok: true, text: "Owners can be read." } : { ok: false, text: `Owners: ${found.reason}` },
		// HubSpot leaves out of an answer what the account does not have.
		Object.hasOwn(contact.properties, tagsProperty)
			? { ok: true, text: `Tags come from the property ${tagsProperty}.` }
			: { ok: false, text: `Contacts have no property ${tagsProperty}: tags stay empty until there is one.` },
	];
}
