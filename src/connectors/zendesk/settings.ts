// What a connection to a Zendesk account is set up with.
import { z } from "zod";
import { credential, origin } from "../settings.ts";

export const settings = z.object({
	subdomain: z
		.string()
		.trim()
		.toLowerCase()
		.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "expected the first part of your-company.zendesk.com"),
	email: z.email().max(255),
	apiToken: credential,
	origin,
});
export type Settings = z.infer<typeof settings>;

/** A ticket's page for agents. */
export function ticketHref({ subdomain }: Settings, id: string): string {
	return `https://${subdomain}.zendesk.com/agent/tickets/${encodeURIComponent(id)}`;
}
