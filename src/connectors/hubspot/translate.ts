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
	return contactTold({
		id,
		at: event.occurredAt,
		what: happened(event, settings),
		portalId: event.portalId,
		// Only one that tells a new address says whose it is: the others name HubSpot's own number.
		customer: keysOf(event.propertyName ? { [event.propertyName]: event.propertyValue } : {}),
	});
}

interface Told {
	id: string;
	/** ISO 8601 UTC. */
	at: string;
	what: string;
	portalId: string | undefined;
	customer: VerifiedKeys;
}

export function contactTold({ id, at, what, portalId, customer }: Told): Translated {
	return {
		kind: "customer.updated",
		objectType: "contact",
		objectId: id,
		reference: clean(`Contact ${id}`, 120),
		summary: clean(`Contact ${id} ${what}`, 500),
		...(portalId && { href: hrefOf(portalId, id) }),
		version: at,
		facts: {},
		customer,
	};
}

function isAboutContact({ subscriptionType, objectTypeId }: ContactEvent): boolean {
	return (
		subscriptionType.startsWith("contact.") || (subscriptionType.startsWith("object.") && objectTypeId === CONTACTS)
	);
}

function happened({ subscriptionType, propertyName, propertyValue }: ContactEvent, settings: Settings): string {
	const what = subscriptionType.slice(subscriptionType.indexOf(".") + 1);
	const word = WORDS.get(what) ?? clean(what, 60);
	return propertyName ? `${word}: ${toldOf(propertyName, propertyValue, settings)}` : word;
}

/** Values only of what the card shows: any property may be subscribed to, also what not every agent is to read. */
export function toldOf(name: string, value: string | undefined, { tagsProperty }: Settings): string {
	const shown = name !== "hubspot_owner_id" && [...PROPERTIES, tagsProperty].includes(name);
	return shown && value ? `${name} is now ${value}` : name;
}

/** By e-mail address, else by phone, as look-ups go. */
export function keysOf({ email, phone }: { email?: string | null; phone?: string | null }): VerifiedKeys {
	const ofEmail = keyIn(email);
	if (ofEmail) return { email: ofEmail.toLowerCase() };
	const ofPhone = keyIn(phone);
	return ofPhone ? { phone: ofPhone } : {};
}

function keyIn(text: string | null | undefined): string | undefined {
	const value = text?.trim();
	return value && value.length <= 255 && clean(value) === value ? value : undefined;
}

/** HubSpot leads on from here to the account's own part of the world. */
function hrefOf(portalId: string, id: string): string {
	return `https://app.hubspot.com/contacts/${encodeURIComponent(portalId)}/record/${CONTACTS}/${encodeURIComponent(id)}`;
}
