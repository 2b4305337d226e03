// An event of a contact in canonical form.
import type { HookHead, Translated, VerifiedKeys } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { unread } from "../unread.ts";
import { type ContactEvent, contactEvent } from "./event.ts";
import { PROPERTIES, type Settings } from "./settings.ts";

/** What happened, by the word after the dot. */
const WORDS = new Map([
	["creation", "created"],
	["deletion", "deleted"],
	["privacyDeletion", "deleted for privacy"],
	["merge", "merged with another"],
	["restore", "restored"],
	["associationChange", "linked or unlinked"],
	["propertyChange", "changed"],
]);

/** https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide (subscription types) */
export const topics: readonly string[] = [
	"contact.creation",
	"contact.propertyChange",
	"contact.merge",
	"contact.deletion",
	"contact.privacyDeletion",
];

const CONTACTS = "0-1";

export function translate(head: HookHead, payload: unknown, settings: Settings): Translated {
	const read = contactEvent.safeParse(payload);
	const id = read.data?.objectId ?? read.data?.primaryObjectId;
	if (!read.success || !id || !isAboutContact(read.data)) return unread(head);
	const event = read.data;
	return {
		kind: "customer.updated",
		objectType: "contact",
		objectId: id,
		reference: clean(`Contact ${id}`, 120),
		summary: clean(`Contact ${id} ${happened(event, settings)}`, 500),
		...(event.portalId && { href: hrefOf(event.portalId, id) }),
		version: event.occurredAt,
		facts: {},
		customer: customerIn(event),
	};
}

function isAboutContact({ subscriptionType, objectTypeId }: ContactEvent): boolean {
	return (
		subscriptionType.startsWith("contact.") || (subscriptionType.startsWith("object.") && objectTypeId === CONTACTS)
	);
}

/** Values only of what the card shows: any property may be subscribed to, also what not every agent is to read. */
function happened({ subscriptionType, propertyName, propertyValue }: ContactEvent, { tagsProperty }: Settings): string {
	const what = subscriptionType.slice(subscriptionType.indexOf(".") + 1);
	const word = WORDS.get(what) ?? clean(what, 60);
	if (!propertyName) return word;
	const shown = propertyName !== "hubspot_owner_id" && [...PROPERTIES, tagsProperty].includes(propertyName);
	return shown && propertyValue ? `${word}: ${propertyName} is now ${propertyValue}` : `${word}: ${propertyName}`;
}

/** Events name the contact by HubSpot's own number: only one that tells a new address says whose it is. */
function customerIn({ propertyName, propertyValue }: ContactEvent): VerifiedKeys {
	const value = propertyValue?.trim();
	if (!value || value.length > 255 || clean(value) !== value) return {};
	if (propertyName === "email") return { email: value.toLowerCase() };
	return propertyName === "phone" ? { phone: value } : {};
}

/** HubSpot leads on from here to the account's own part of the world. */
function hrefOf(portalId: string, id: string): string {
	return `https://app.hubspot.com/contacts/${encodeURIComponent(portalId)}/record/${CONTACTS}/${encodeURIComponent(id)}`;
}
