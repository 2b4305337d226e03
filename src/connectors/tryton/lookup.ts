// What a customer has bought, and what was or is to be sent.
import type { Lookup, NoteUnknown, SystemFetch, VerifiedKeys } from "../connector.ts";
import type { Read } from "../failure.ts";
import { mostUrgent } from "../urgency.ts";
import type { Mechanism } from "./answers.ts";
import { toDelivery, toOrder } from "./items.ts";
import { MECHANISM, SALE, SHIPMENT } from "./models.ts";
import { type Server, searchRead } from "./server.ts";
import type { Settings } from "./settings.ts";

/** Newest sales and shipments looked through for what is late or unpaid: with their lines some 30 KB. */
const RECORDS_READ = 20;
/** Contact mechanisms that may resemble a value: one address is rarely that of so many parties. */
const MECHANISMS_READ = 20;

/**
 * Three calls: the parties with this e-mail address, else telephone number (one call more), then at once their sales and
 * shipments. Never by `externalId`: it is the id of whichever shop signed for the customer.
 */
export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown?: NoteUnknown,
	nowMs: number = Date.now(),
): Promise<Lookup> {
	const server = { settings, fetchSystem };
	const parties = await findParties(server, keys);
	if (!parties.ok) return parties;
	if (parties.value.length === 0) return { ok: true, found: false, items: [] };
	const [sold, sent] = await Promise.all([
		searchRead(server, SALE, [["party", "in", parties.value]], RECORDS_READ),
		searchRead(server, SHIPMENT, [["customer", "in", parties.value]], RECORDS_READ),
	]);
	if (!sold.ok) return sold;
	if (!sent.ok) return sent;
	const items = [
		...sold.value.map((sale) => toOrder(sale, settings, noteUnknown)),
		...sent.value.map((shipment) => toDelivery(shipment, settings, nowMs, noteUnknown)),
	];
	return { ok: true, found: true, items: mostUrgent(items) };
}

async function findParties(server: Server, { email, phone }: VerifiedKeys): Promise<Read<number[]>> {
	const byEmail = email ? await partiesWithEmail(server, email) : { ok: true as const, value: [] };
	if (!byEmail.ok || byEmail.value.length > 0 || !phone) return byEmail;
	return partiesWithPhone(server, phone);
}

/** `ilike` takes no notice of case; `%`, `_` and the backslash before them would be wildcards (PostgreSQL, 9.7.1). */
function partiesWithEmail(server: Server, email: string): Promise<Read<number[]>> {
	const literal = email.replaceAll(/[\\%_]/g, "\\$&");
	const domain = [
		["type", "=", "email"],
		["value", "ilike", literal],
	];
	return partiesWith(server, domain, ({ value }) => value?.toLowerCase() === email.toLowerCase());
}

function partiesWithPhone(server: Server, phone: string): Promise<Read<number[]>> {
	const domain = [
		["type", "in", ["phone", "mobile"]],
		["OR", ["value", "=", phone], ["value_compact", "=", phone]],
	];
	return partiesWith(server, domain, ({ value, value_compact }) => value === phone || value_compact === phone);
}

/** What Tryton found may only resemble the value: an equal one is this customer's. */
async function partiesWith(
	server: Server,
	domain: readonly unknown[],
	isEqual: (mechanism: Mechanism) => boolean,
): Promise<Read<number[]>> {
	const found = await searchRead(server, MECHANISM, domain, MECHANISMS_READ);
	if (!found.ok) return found;
	return { ok: true, value: [...new Set(found.value.filter(isEqual).map(({ party }) => party))] };
}
