// What a connection to a Request Tracker is set up with.
import { z } from "zod";
import { credential, origin, siteAddress } from "../settings.ts";

/** Pages of RT that people copy the address of: the site is what stands before them. */
const PAGE = /\/(index\.html|(Admin|Dashboards|NoAuth|Prefs|REST|Search|SelfService|Ticket|Tools|User)(\/.*)?)$/;

export const settings = z.object({
	url: siteAddress(PAGE, "RT's address, such as https://rt.example.com or https://help.example.com/rt"),
	token: credential,
	origin,
});
export type Settings = z.infer<typeof settings>;

/** A ticket's page for staff. */
export function ticketHref({ url }: Settings, id: string): string {
	return `${url}/Ticket/Display.html?${new URLSearchParams({ id })}`;
}
