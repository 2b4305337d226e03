// What the business's own endpoint says about a customer.
import type { Fields } from "../../protocol/card.ts";
import type { PullCard, PullCardRequest } from "../../protocol/pull-card.ts";
import { isVisible } from "../../protocol/text.ts";
import type { Lookup, VerifiedKeys } from "../connector.ts";
import { ask, type Endpoint } from "./endpoint.ts";

/**
 * By all that is proven, `externalId` too: the endpoint is the shop's own, and so is the id. The order of the cards is
 * the endpoint's.
 */
export async function lookup(keys: VerifiedKeys, endpoint: Endpoint): Promise<Lookup> {
	const question = questionOf(keys);
	if (!question) return { ok: true, found: false, items: [] };
	const { read } = await ask(endpoint, question);
	if (!read.ok) return read;
	if (!read.value) return { ok: true, found: false, items: [] };
	const { cards, ttlSeconds } = read.value;
	return {
		ok: true,
		found: true,
		items: cards.map(toFields),
		...(ttlSeconds !== undefined && { freshForMs: ttlSeconds * 1000 }),
	};
}

function questionOf({ externalId, email, phone }: VerifiedKeys): PullCardRequest | undefined {
	const customer = { ...(externalId && { externalId }), ...(email && { email }), ...(phone && { phone }) };
	return Object.keys(customer).length > 0 ? { customer } : undefined;
}

function toFields({ title, href, updatedAt, fields }: PullCard, place: number): Fields {
	return {
		type: "fields",
		id: String(place + 1),
		title,
		...(href && { href }),
		...(updatedAt && { updatedAt }),
		fields: fields.filter(({ value }) => isVisible(value)),
	};
}
