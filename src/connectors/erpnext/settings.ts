// What a connection to an ERPNext site is set up with.
import { z } from "zod";
import { credential, optional, origin } from "../settings.ts";

export const settings = z.object({
	url: z
		.string()
		.trim()
		.max(300)
		.regex(/^https:\/\/[a-z0-9.-]+\/?$/i, "expected the site's address, such as https://erp.example.com")
		.transform((url) => new URL(url).origin),
	apiKey: credential,
	apiSecret: credential,
	timeZone: optional(z.string().trim().max(60).refine(isTimeZone, "expected a time zone such as Europe/Berlin")),
	origin,
});
export type Settings = z.infer<typeof settings>;

/** A document's page in the desk. `doctype` as ERPNext writes it: Delivery Note. */
export function documentHref({ url }: Settings, doctype: string, name: string): string {
	return `${url}/app/${doctype.toLowerCase().replaceAll(" ", "-")}/${encodeURIComponent(name)}`;
}

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
