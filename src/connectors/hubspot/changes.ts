// What the histories of a contact's properties tell of: one change for each second in which something happened, and each
// such change in canonical form.
import { z } from "zod";
import type { HookHead, Span, Translated } from "../connector.ts";
import { idText, instant } from "../foreign-value.ts";
import { unread } from "../unread.ts";
import type { ChangedContact } from "./answers.ts";
import { type Settings, TOLD_PROPERTIES } from "./settings.ts";
import { contactTold, keysOf, toldOf } from "./translate.ts";

/**
 * A history's `timestamp` and a webhook's `occurredAt` are two records of one moment, of which no page says that they agree
 * to the millisecond: they are compared by seconds, rounded down, so that what a webhook has told is never told again.
 */
export const SECOND_MS = 1_000;

const change = z.object({
	id: idText,
	/** The second. */
	at: instant,
	created: z.boolean(),
	properties: z.array(z.object({ name: z.string(), value: z.string() })),
	/** The contact's keys as they are now. */
	email: z.string().nullish(),
	phone: z.string().nullish(),
	portalId: idText.optional(),
});
export type Change = z.infer<typeof change>;

/** Of the window, oldest first. */
export function changesOf(contact: ChangedContact, { afterMs, untilMs }: Span): Change[] {
	const { id, createdAt, properties, propertiesWithHistory } = contact;
	const isWithin = (at: string) => Date.parse(at) > afterMs && Date.parse(at) <= untilMs;
	const values = TOLD_PROPERTIES.flatMap((name) =>
		(propertiesWithHistory[name] ?? []).map(({ value, timestamp }) => ({ name, value: value ?? "", at: timestamp })),
	).filter(({ at }) => isWithin(at));
	const created = createdAt && isWithin(createdAt) ? secondOf(createdAt) : undefined;
	const seconds = new Set([...values.map(({ at }) => secondOf(at)), ...(created ? [created] : [])]);
	return [...seconds].toSorted().map((at) => ({
		id,
		at,
		created: at === created,
		properties: values.filter((one) => secondOf(one.at) === at).map(({ name, value }) => ({ name, value })),
		email: properties.email,
		phone: properties.phone,
	}));
}

/** Unlike a webhook it says whose it is, whatever has changed. */
export function translateChange(head: HookHead, payload: unknown, settings: Settings): Translated {
	const read = change.safeParse(payload);
	if (!read.success) return unread(head);
	const { id, at, created, properties, email, phone, portalId } = read.data;
	const named = properties.map(({ name, value }) => toldOf(name, value, settings)).join(", ");
	const what = created ? "created" : `changed: ${named}`;
	return contactTold({ id, at, what, portalId, customer: keysOf({ email, phone }) });
}

function secondOf(at: string): string {
	return new Date(Math.floor(Date.parse(at) / SECOND_MS) * SECOND_MS).toISOString();
}
