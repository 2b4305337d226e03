// Pieces of the set-up forms' schemas.
import { z } from "zod";

/** A token or key as systems give them out: it goes into a header, so visible ASCII only. Blanks from pasting are cut. */
export const credential = z
	.string()
	.trim()
	.regex(/^[\x21-\x7e]{1,1000}$/, "expected a key or token without blanks");

/**
 * Where to reach the system instead of its own address: the sandbox on loopback. Not on any form. Whether such an
 * origin may be reached at all is the business of the safe fetch, not of a connector.
 */
export const origin = z
	.string()
	.regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i, "expected an origin such as http://127.0.0.1:8801")
	.optional();

/** An optional field of a form, where left empty means absent. */
export function optional<T extends z.ZodType>(schema: T) {
	return z.preprocess((value) => (value === "" ? undefined : value), schema.optional());
}

/**
 * A site's address as people paste it, also from one of its pages: becomes origin and path without a slash at the end, for
 * systems that may live in a folder. `page`: what such a page's path ends with; `example`: of what was expected.
 */
export function siteAddress(page: RegExp, example: string) {
	return z
		.string()
		.trim()
		.max(300)
		.regex(/^https:\/\/[a-z0-9.-]+(\/[\w.~-]+)*\/?(\?[^\s]*)?$/i, `expected ${example}`)
		.refine((url) => URL.canParse(url), `expected ${example}`)
		.transform((url) => siteOf(url, page));
}

/** Where a site lives, from the address of one of its pages (`page`: what such a page's path ends with), without a slash at the end. */
export function siteOf(address: string, page: RegExp): string {
	const { origin, pathname } = new URL(address);
	return origin + pathname.replace(page, "").replace(/\/$/, "");
}

/** A site's path below its origin: empty, or as in `/store`. */
export function pathIn(site: string): string {
	return new URL(site).pathname.replace(/\/$/, "");
}
