// A webhook's signature, version 3: base64 HMAC-SHA256 of method, address, body and time with the app's client secret.
// https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
import { joined } from "../../platform/bytes.ts";
import { parseJson } from "../../platform/json.ts";
import { refuse } from "../../protocol/errors.ts";
import type { HookEvent, HookHead, Hooks } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { digestOf, signatureFits } from "../hmac.ts";
import { type ContactEvent, contactEvent } from "./event.ts";
import type { Settings } from "./settings.ts";

/** The same page: "Reject the request if the timestamp is older than 5 minutes". */
const WINDOW_MS = 5 * 60_000;

export const verify: Hooks<Settings>["verify"] = async (request, secrets) => {
	const signature = request.header("X-HubSpot-Signature-v3")?.trim();
	const timestamp = request.header("X-HubSpot-Request-Timestamp")?.trim();
	if (!signature || !timestamp) return refuse("missing_header");
	const isNow = /^\d{1,15}$/.test(timestamp) && Math.abs(request.receivedAtMs - Number(timestamp)) <= WINDOW_MS;
	if (!isNow) return refuse("invalid_signature");
	const text = new TextEncoder();
	const address = text.encode(request.method + decoded(request.url));
	const signed = joined([address, request.body, text.encode(timestamp)]);
	if (!(await signatureFits(signature, signed, secrets))) return refuse("invalid_signature");
	const events = await eventsIn(request.body);
	const [first] = events ?? [];
	const head = first?.head ?? { topic: "unknown", eventId: await digestOf(request.body) };
	return { ok: true, head, ...(events && { events }) };
};

/**
 * Ten times what one request carries: "up to 100" (https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide).
 * A megabyte of commas would be half a million.
 */
const MOST_EVENTS = 1_000;

/** The characters that HubSpot signs decoded: the page's table, and no others. */
const DECODED = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

function decoded(url: string): string {
	return url.replaceAll(DECODED, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

/**
 * One request carries a list of events, up to 100; which ones come together again when HubSpot tries anew is not said.
 * So each is one of its own. undefined where the body is no list, too long a one, or one that cannot be taken apart.
 */
async function eventsIn(body: Uint8Array): Promise<HookEvent[] | undefined> {
	const list = parseJson(new TextDecoder().decode(body));
	if (!Array.isArray(list) || list.length > MOST_EVENTS) return undefined;
	try {
		return await Promise.all(list.map(eventIn));
	} catch {
		// Nested deeper than JSON can be written.
		return undefined;
	}
}

async function eventIn(element: unknown): Promise<HookEvent> {
	const body = new TextEncoder().encode(JSON.stringify(element));
	const read = contactEvent.safeParse(element);
	const head = read.success ? await headOf(read.data) : { topic: "unknown", eventId: await digestOf(body) };
	return { head, body: new Uint8Array(body) };
}

/**
 * HubSpot's own event id "is not guaranteed to be unique", and `attemptNumber` differs with each try: an event is told by
 * what happened to what, and when.
 */
async function headOf(event: ContactEvent): Promise<HookHead> {
	const { portalId, subscriptionId, subscriptionType, eventId, objectId, propertyName, propertyValue, occurredAt } =
		event;
	const told = [portalId, subscriptionId, subscriptionType, eventId, objectId, propertyName, propertyValue, occurredAt];
	const key = new TextEncoder().encode(JSON.stringify(told.map((part) => part ?? null)));
	return { topic: clean(subscriptionType, 120), eventId: await digestOf(key), occurredAt };
}
