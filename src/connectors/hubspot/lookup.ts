// Who a customer is to the business: stage, owner, tags.
import type { Contact } from "../../protocol/card.ts";
import type { Lookup, SystemFetch, VerifiedKeys } from "../connector.ts";
import type { Read } from "../failure.ts";
import { clean } from "../foreign-value.ts";
import { account, contactSearch, type FoundContact, owner } from "./answers.ts";
import { type Crm, call } from "./crm.ts";
import { PROPERTIES, type Settings } from "./settings.ts";

/** By e-mail address, else by phone. Never by `externalId`: it is the id of whichever shop signed for the customer. */
export async function lookup(keys: VerifiedKeys, settings: Settings, fetchSystem: SystemFetch): Promise<Lookup> {
	const crm = { settings, fetchSystem };
	for (const propertyName of ["email", "phone"] as const) {
		const value = keys[propertyName];
		if (!value) continue;
		const search = await searchContact(crm, propertyName, value);
		if (!search.ok) return search;
		if (search.value) return { ok: true, found: true, items: [await toContact(crm, search.value)] };
	}
	return { ok: true, found: false, items: [] };
}

/** https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/search/post-crm-v3-objects-contacts-search */
async function searchContact(crm: Crm, propertyName: string, value: string): Promise<Read<FoundContact | undefined>> {
	const json = {
		filterGroups: [{ filters: [{ propertyName, operator: "EQ", value }] }],
		properties: [...PROPERTIES, crm.settings.tagsProperty],
		limit: 1,
	};
	const found = await call(crm, { method: "POST", path: "/crm/v3/objects/contacts/search", json }, contactSearch);
	return found.ok ? { ok: true, value: found.value.results[0] } : found;
}

async function toContact(crm: Crm, { id, properties, createdAt }: FoundContact): Promise<Contact> {
	const raw = (name: string): string => (Object.hasOwn(properties, name) ? (properties[name] ?? "") : "");
	const of = (name: string): string => clean(raw(name));
	const [ownerName, href] = await Promise.all([nameOfOwner(crm, of("hubspot_owner_id")), hrefOf(crm, id)]);
	const name = [of("firstname"), of("lastname")].filter(Boolean).join(" ");
	const stage = [of("lifecyclestage"), of("hs_lead_status")].filter(Boolean).map(asWords).join(", ");
	// A multiple-checkbox property joins its values with semicolons.
	const tags = raw(crm.settings.tagsProperty)
		.split(";")
		.slice(0, 50)
		.map((tag) => clean(tag))
		.filter((tag) => tag !== "");
	return {
		type: "contact",
		id,
		...(href && { href }),
		...(name && { name: clean(name) }),
		...(of("company") && { company: of("company") }),
		...(stage && { stage: clean(stage) }),
		...(ownerName && { owner: ownerName }),
		tags,
		...(createdAt && { since: createdAt }),
	};
}

/** Without the owner's name (the scope may be missing, the owner gone) the contact is still worth showing. */
async function nameOfOwner(crm: Crm, id: string): Promise<string | undefined> {
	if (!/^\d{1,20}$/.test(id)) return undefined;
	const found = await call(crm, { path: `/crm/v3/owners/${id}` }, owner);
	if (!found.ok) return undefined;
	const { firstName, lastName, email } = found.value;
	return clean([firstName, lastName].filter(Boolean).join(" ") || (email ?? "")) || undefined;
}

/** A record's address holds the account's id and its part of the world; 0-1 are contacts. */
async function hrefOf(crm: Crm, id: string): Promise<string | undefined> {
	const found = await call(crm, { path: "/account-info/v3/details" }, account);
	return found.ok
		? `https://${found.value.uiDomain}/contacts/${found.value.portalId}/record/0-1/${encodeURIComponent(id)}`
		: undefined;
}

/** salesqualifiedlead stays, OPEN_DEAL becomes "open deal": internal names, which no call translates for free. */
function asWords(internal: string): string {
	return internal.toLowerCase().replaceAll("_", " ");
}
