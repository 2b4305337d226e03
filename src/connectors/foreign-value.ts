// Pieces of the schemas for what other systems answer and send: strict in type, cut to what cards and events can hold.
import { z } from "zod";

/** Longest label of a card (src/protocol/card.ts). */
const LABEL = 255;
/** Longest link of a card or event (src/protocol/card.ts). */
const HREF = 2_000;

/**
 * Text fit to be shown and stored: at most `length` UTF-16 units, without control characters (Postgres takes no NUL)
 * and without halves of surrogate pairs (JSON may carry them, UTF-8 cannot).
 */
export function clean(text: string, length: number = LABEL): string {
	const shown = text
		.slice(0, 4 * length)
		.replaceAll(/\p{Cc}+/gu, " ")
		.trim();
	return shown.slice(0, length).toWellFormed();
}

export const label = z.string().transform((text) => clean(text));
/** A label that may be absent, null or empty: then undefined. */
export const optionalLabel = z
	.string()
	.nullish()
	.transform((text) => clean(text ?? "") || undefined);

/**
 * An id, given as number or text: always text. Numbers beyond 2^53 are rounded but taken: no real id is that long, those
 * of Shopify's test notifications are.
 */
export const idText = z
	.union([z.number().nonnegative().max(1e20).refine(Number.isInteger), z.string().min(1).max(120)])
	.transform((id) => clean(String(id), 120));

/** ISO 8601 with a zone → the same instant in UTC with milliseconds. */
export const instant = z.iso.datetime({ offset: true }).transform((text, context) => {
	const utc = toInstant(text);
	if (utc) return utc;
	context.issues.push({ code: "custom", message: "no instant of the years 0 to 9999", input: text });
	return z.NEVER;
});
export const optionalInstant = instant.nullish().transform((at) => at ?? undefined);

/** A link that a browser may follow: http or https. Anything else (`javascript:`) is left out. */
export const optionalHref = z
	.string()
	.nullish()
	.transform((text) => toHref(text ?? ""));

/** The first `length` elements: the rest is not even parsed. */
export function firstOf<T extends z.ZodType>(length: number, element: T) {
	return z
		.array(z.unknown())
		.transform((list) => list.slice(0, length))
		.pipe(z.array(element));
}

/** The same, where absent and null mean an empty list. */
export function optionalFirstOf<T extends z.ZodType>(length: number, element: T) {
	return z
		.array(z.unknown())
		.nullish()
		.transform((list) => (list ?? []).slice(0, length))
		.pipe(z.array(element));
}

/** undefined where `text` is no instant. */
export function toInstant(text: string): string | undefined {
	const at = new Date(text);
	if (Number.isNaN(at.getTime())) return undefined;
	const utc = at.toISOString();
	return utc.length === "2026-11-23T00:00:00.000Z".length ? utc : undefined;
}

function toHref(text: string): string | undefined {
	if (text.length > HREF || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
	const { href } = new URL(text);
	return href.length > HREF ? undefined : href;
}
