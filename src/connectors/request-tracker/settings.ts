// What a connection to a Request Tracker is set up with.
import { z } from "zod";
import { credential, origin, siteOf } from "../settings.ts";

/** Pages of RT that people copy the address of: the site is what stands before them. */
const PAGE = /\/(index\.html|(Admin|Dashboards|NoAuth|Prefs|REST|Search|SelfService|Ticket|Tools|User)(\/.*)?)$/;

export const settings = z.object({
	/** Origin and path of the site, without a slash at the end: RT may live in a folder. */
	url: z
		.string()
		.trim()
		.max(300)
		.regex(
			/^https:\/\/[a-z0-9.-]+(\/[\w.~-]+)*\/?(\?[^\s]*)?$/i,
			"expected RT's address, such as https://rt.example.com or https://help.example.com/rt",
		)
		.refine((url) => URL.canParse(url), "expected RT's address, such as https://rt.example.com")
		.transform((url) => siteOf(url, PAGE)),
	token: credential,
	origin,
});
export type Settings = z.infer<typeof settings>;

/** A ticket's page for staff. */
export function ticketHref({ url }: Settings, id: string): string {
	return `${url}/Ticket/Display.html?${new URLSearchParams({ id })}`;
}
