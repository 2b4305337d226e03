// A contact of HubSpot's: its properties as they are, and what they were.
// https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide
import type { Customer } from "../business.ts";

export type Properties = Record<string, string | null>;

/** "A search will return createdate, email, firstname, hs_object_id, lastmodifieddate, and lastname." */
const DEFAULT_PROPERTIES = ["createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"];

export function shape(contact: Properties, asked: readonly string[]): object {
	return {
		id: contact.hs_object_id,
		// A requested property that the portal does not have is left out without a word.
		properties: Object.fromEntries(
			[...new Set([...DEFAULT_PROPERTIES, ...asked])]
				.filter((name) => name in contact)
				.map((name) => [name, contact[name]]),
		),
		createdAt: contact.createdate,
		updatedAt: contact.lastmodifieddate,
		archived: false,
	};
}

/** Newest first, down to the value that the contact was made with; a property without a value never had one. */
export function histories(customer: Customer, asked: readonly string[]): object {
	const now = propertiesOf(customer);
	const versionsOf = (name: string) => {
		const changes = (customer.contact?.history ?? []).filter(({ property }) => property === name);
		const first = changes[0]?.before ?? now[name] ?? "";
		const made = first === "" ? [] : [{ value: first, at: customer.createdAt }];
		return [...made, ...changes].toReversed().map(({ value, at }) => ({
			value,
			timestamp: at,
			sourceType: "CRM_UI",
			sourceId: "userId:41512001",
		}));
	};
	const kept = asked.map((name) => [name, versionsOf(name)] as const).filter(([, versions]) => versions.length > 0);
	return { propertiesWithHistory: Object.fromEntries(kept) };
}

/** `customer_tags` is a custom multiple-checkbox property of this portal: HubSpot has no tags of its own on contacts. */
export function propertiesOf(customer: Customer): Properties {
	const { contact } = customer;
	return {
		hs_object_id: contact?.id ?? null,
		createdate: customer.createdAt,
		lastmodifieddate: lastTouch(customer),
		email: customer.email,
		firstname: customer.firstName,
		lastname: customer.lastName,
		phone: customer.phone,
		city: customer.address.city,
		country: customer.address.country,
		company: contact?.company ?? null,
		lifecyclestage: contact?.lifecycleStage ?? null,
		hs_lead_status: contact?.leadStatus ?? null,
		hubspot_owner_id: contact?.ownerId ?? null,
		notes_last_contacted: contact?.lastContactedAt ?? null,
		hs_language: customer.locale.toLowerCase(),
		customer_tags: contact ? contact.tags.join(";") : null,
	};
}

/** A moment after the newest value: HubSpot writes the contact's own time once its properties have theirs. */
function lastTouch({ contact, createdAt }: Customer): string {
	const set = (contact?.history ?? []).map(({ at }) => new Date(Date.parse(at) + 24).toISOString());
	return [createdAt, contact?.lastContactedAt ?? "", contact?.seenAt ?? "", ...set].toSorted().at(-1) ?? createdAt;
}
