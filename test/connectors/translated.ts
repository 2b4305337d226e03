// What every translation has to fit: the shapes that are stored and shown.
import { z } from "zod";
import type { Translated } from "../../src/connectors/connector.ts";
import { businessEvent } from "../../src/protocol/business-event.ts";
import { item } from "../../src/protocol/card.ts";

const event = businessEvent.pick({
	kind: true,
	objectType: true,
	objectId: true,
	reference: true,
	summary: true,
	href: true,
	facts: true,
});
const rest = z.object({
	version: z.iso.datetime(),
	item: item.optional(),
	customer: z.strictObject({
		email: z.string().max(255).optional(),
		phone: z.string().max(255).optional(),
		externalId: z.string().max(255).optional(),
	}),
});

/** Throws where a part is not what events and cards can hold. */
export function checkTranslated(translated: Translated): Translated {
	event.parse(translated);
	rest.parse(translated);
	const text = JSON.stringify(translated);
	if (/\\u0000|\\ud[89a-f]/i.test(text)) throw new Error("text that Postgres cannot store");
	return translated;
}
